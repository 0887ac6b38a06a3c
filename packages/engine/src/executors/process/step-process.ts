import type { Readable } from "node:stream";
import { HeadraceError } from "@headrace/pipeline";
import type { Identity, Launch, ProcessExit } from "../../programs/launch-program.ts";
import type { Launcher } from "../../programs/launcher.ts";
import { environmentFault, systemCode } from "./environment-fault.ts";
import type { OutputPipe, OutputPipes } from "./output-pipes.ts";

export type StepProcessRequest = Omit<Launch, "outputs">;

export interface StepProcess {
  readonly pid: number;
  readonly stdout: Readable;
  readonly stderr: Readable;
  readonly exit: Promise<ProcessExit>;
}

export type StepStart =
  | { readonly kind: "started"; readonly process: StepProcess }
  | { readonly kind: "notStarted"; readonly why: string };

/**
 * Starts a step's shell as the leader of its own session and process group. What the user's
 * definition makes impossible is `notStarted`; what the machine refuses is thrown as `infrastructure`.
 */
export async function startStepProcess(
  request: StepProcessRequest,
  { launcher, pipes }: { readonly launcher: Launcher; readonly pipes: OutputPipes },
): Promise<StepStart> {
  const opened: OutputPipe[] = [];
  let started = false;
  try {
    // One after another: the second is there already when the first had to be made.
    const out = await openInto(opened, pipes, request.as);
    const error = out === null ? null : await openInto(opened, pipes, request.as);
    const outputs = out === null || error === null ? null : { stdout: out.path, stderr: error.path };
    const { pid, exit, ...own } = await launcher.launch({ ...request, outputs });
    const stdout = own.stdout ?? out?.stream;
    const stderr = own.stderr ?? error?.stream;
    if (stdout === undefined || stderr === undefined) throw new Error("the program has no streams");
    started = outputs !== null;
    return { kind: "started", process: { pid, stdout, stderr, exit } };
  } catch (error) {
    return notStarted(request, error);
  } finally {
    for (const pipe of opened) {
      if (started) pipe.handOver();
      else pipe.abandon();
    }
  }
}

async function openInto(
  opened: OutputPipe[],
  pipes: OutputPipes,
  owner: Identity | undefined,
): Promise<OutputPipe | null> {
  const pipe = await pipes.open(owner);
  if (pipe !== null) opened.push(pipe);
  return pipe;
}

function notStarted(request: StepProcessRequest, error: unknown): StepStart {
  // A fault of our own that says enough.
  if (error instanceof HeadraceError) throw error;
  const { program } = request;
  const why = (text: string): StepStart => ({ kind: "notStarted", why: text });
  switch (systemCode(error)) {
    case "ENOENT":
    case "ENOTDIR":
    case "EACCES":
    case "ENOEXEC":
      return why(`${program} could not be run in ${request.workingDirectory} (${systemCode(error)})`);
    case "E2BIG":
      return why("its environment is larger than the system allows");
    case "ERR_INVALID_ARG_VALUE":
      return why("its environment holds a zero byte");
    default:
      throw environmentFault(`start ${program}`, error);
  }
}
