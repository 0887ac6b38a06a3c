import { spawn } from "node:child_process";
import { HeadraceError } from "@headrace/pipeline";
import { gitEnvironment } from "./git-environment.ts";

export interface GitRequest {
  readonly arguments: readonly string[];
  /** Settings of this one call, by their names; a name may be given several times. */
  readonly settings?: readonly (readonly [name: string, value: string])[];
  /** Added to the closed environment; what is secret goes here and nowhere else. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly input?: string;
  readonly signal?: AbortSignal;
  /** Milliseconds; 120,000 unless said. */
  readonly timeout?: number;
  /** Bytes of output that are kept; 256 MiB unless said. More ends the program, with `file-too-large`. */
  readonly maxBytes?: number;
}

export interface GitResult {
  readonly code: number;
  readonly output: Buffer;
  /** The end of what it said, for a person. Never looked into. */
  readonly complaint: string;
}

/**
 * Runs git to its end. A failure is a result; thrown are `signal`'s reason, `infrastructure` when git cannot be started
 * or takes too long, and `file-too-large`. When it returns, nothing that git started is alive.
 */
export type Git = (request: GitRequest) => Promise<GitResult>;

const complaintLength = 2_000;
const graceMs = 2_000;

export function createGit({ program, home }: { readonly program: string; readonly home: string }): Git {
  return async (request) => {
    const { signal, timeout = 120_000, maxBytes = 256 * 1024 * 1024 } = request;
    signal?.throwIfAborted();
    const child = spawn(program, request.arguments, {
      env: { ...gitEnvironment(home, request.settings), ...request.environment },
      cwd: "/",
      stdio: "pipe",
      // A group of its own, so that the helpers that git starts (for https, ssh, packing) end with it.
      detached: true,
    });
    const signalGroup = (name: NodeJS.Signals): void => {
      if (child.pid === undefined) return;
      try {
        process.kill(-child.pid, name);
      } catch {
        // It has ended by itself.
      }
    };
    let lastResort: NodeJS.Timeout | undefined;
    // Asked first, git removes its locks and half a pack.
    const kill = (): void => {
      signalGroup("SIGTERM");
      lastResort ??= setTimeout(() => signalGroup("SIGKILL"), graceMs);
    };
    let expired = false;
    const timer = setTimeout(() => {
      expired = true;
      kill();
    }, timeout);
    signal?.addEventListener("abort", kill, { once: true });
    const chunks: Buffer[] = [];
    let bytes = 0;
    let complaint = "";
    child.stdout.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > maxBytes) kill();
      else chunks.push(chunk);
    });
    child.stderr.on("data", (chunk: Buffer) => {
      complaint = (complaint + chunk.toString("utf8")).slice(-complaintLength);
    });
    // A program that ends without reading its input is judged by its exit.
    child.stdin.on("error", () => undefined);
    child.stdin.end(request.input ?? "");
    try {
      const code = await new Promise<number | null>((resolve, reject) => {
        child.once("error", reject);
        child.once("close", resolve);
      });
      signal?.throwIfAborted();
      if (expired) throw tookTooLong(request, timeout);
      if (bytes > maxBytes) throw new HeadraceError("file-too-large", `git gave more than ${maxBytes} bytes`);
      return { code: code ?? 128, output: Buffer.concat(chunks), complaint: complaint.trim() };
    } catch (cause) {
      if (cause instanceof HeadraceError || signal?.aborted === true) throw cause;
      throw new HeadraceError("infrastructure", `the program ${JSON.stringify(program)} cannot be started`, {
        mend: "install git 2.37 or newer where the server runs",
        cause,
      });
    } finally {
      clearTimeout(timer);
      clearTimeout(lastResort);
      signal?.removeEventListener("abort", kill);
      signalGroup("SIGKILL");
    }
  };
}

function tookTooLong(request: GitRequest, timeout: number): HeadraceError {
  const words = request.arguments.filter((argument) => !argument.startsWith("-"));
  const message = `git ${words[0] ?? ""} took longer than ${Math.round(timeout / 1_000)} seconds and was ended`;
  return new HeadraceError("infrastructure", message, { mend: "look at how fast the repository's host answers" });
}

/** The output as text. Throws `infrastructure` when git failed. */
export async function gitText(git: Git, request: GitRequest): Promise<string> {
  const { code, output, complaint } = await git(request);
  if (code === 0) return output.toString("utf8");
  throw new HeadraceError("infrastructure", `git ended with ${code}: ${complaint}`);
}
