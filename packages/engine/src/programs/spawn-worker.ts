import { type Launch, launchProgram, type ProcessExit } from "./launch-program.ts";
import { type ProgramEnd, type ProgramRun, runProgram } from "./run-program.ts";

/** What the spawner asks this process: to start a program, to run one to its end, or to end one that runs so. */
export type SpawnRequest =
  | { readonly kind: "launch"; readonly id: number; readonly launch: Launch }
  | { readonly kind: "run"; readonly id: number; readonly run: ProgramRun }
  | { readonly kind: "abort"; readonly id: number };

/** What this process tells: first that it is ready, then of each program its start, or why there was none, and its end. */
export type SpawnReply =
  | { readonly kind: "ready" }
  | { readonly kind: "started"; readonly id: number; readonly pid: number }
  | { readonly kind: "failed"; readonly id: number; readonly message: string; readonly code: unknown }
  | ({ readonly kind: "exited"; readonly id: number } & ProcessExit)
  | { readonly kind: "ended"; readonly id: number; readonly end: ProgramEnd };

const parent = process.ppid;
const running = new Map<number, AbortController>();

function tell(reply: SpawnReply): void {
  // A parent that is gone hears nothing any more; `disconnect` is on its way.
  process.send?.(reply, undefined, undefined, () => undefined);
}

async function launch(id: number, request: Launch): Promise<void> {
  const { pid, exit } = await launchProgram(request);
  tell({ kind: "started", id, pid });
  tell({ kind: "exited", id, ...(await exit) });
}

async function run(id: number, request: ProgramRun): Promise<void> {
  const controller = new AbortController();
  running.set(id, controller);
  try {
    tell({ kind: "ended", id, end: await runProgram(request, controller.signal) });
  } finally {
    running.delete(id);
    if (!process.connected && running.size === 0) process.exit();
  }
}

async function perform(request: SpawnRequest): Promise<void> {
  // Nothing must begin for a parent that has died, though its requests are still in the channel.
  if (process.ppid !== parent) return;
  const { id } = request;
  try {
    if (request.kind === "launch") await launch(id, request.launch);
    else if (request.kind === "run") await run(id, request.run);
    else running.get(id)?.abort();
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    tell({ kind: "failed", id, message: error instanceof Error ? error.message : String(error), code });
  }
}

function isRequest(message: unknown): message is SpawnRequest {
  return typeof message === "object" && message !== null && "kind" in message && "id" in message;
}

// A terminal sends these to everybody in the foreground; when it is time to end is the parent's to say.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"]) process.on(signal, () => undefined);
process.on("disconnect", () => {
  // What is run for its output is of no use to anybody now; a stage's processes are found and ended by who comes next.
  for (const controller of running.values()) controller.abort();
  if (running.size === 0) process.exit();
});
process.on("message", (message) => {
  if (isRequest(message)) void perform(message);
});
tell({ kind: "ready" });
