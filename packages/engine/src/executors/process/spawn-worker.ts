import { type Launch, launchProgram, type ProcessExit } from "./launch-program.ts";

/** What the spawner asks this process to start. */
export interface SpawnRequest {
  readonly id: number;
  readonly launch: Launch;
}

/** What this process tells: first that it is ready, then of each launch its start, or why there was none, and its end. */
export type SpawnReply =
  | { readonly kind: "ready" }
  | { readonly kind: "started"; readonly id: number; readonly pid: number }
  | { readonly kind: "failed"; readonly id: number; readonly message: string; readonly code: unknown }
  | ({ readonly kind: "exited"; readonly id: number } & ProcessExit);

const parent = process.ppid;

function tell(reply: SpawnReply): void {
  // A parent that is gone hears nothing any more; `disconnect` is on its way.
  process.send?.(reply, undefined, undefined, () => undefined);
}

async function start({ id, launch }: SpawnRequest): Promise<void> {
  // Nothing must begin for a parent that has died, though its requests are still in the channel.
  if (process.ppid !== parent) return;
  try {
    const { pid, exit } = await launchProgram(launch);
    tell({ kind: "started", id, pid });
    tell({ kind: "exited", id, ...(await exit) });
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    tell({ kind: "failed", id, message: error instanceof Error ? error.message : String(error), code });
  }
}

function isRequest(message: unknown): message is SpawnRequest {
  return typeof message === "object" && message !== null && "launch" in message;
}

// A terminal sends these to everybody in the foreground; when it is time to end is the parent's to say.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"]) process.on(signal, () => undefined);
process.on("disconnect", () => process.exit());
process.on("message", (message) => {
  if (isRequest(message)) void start(message);
});
tell({ kind: "ready" });
