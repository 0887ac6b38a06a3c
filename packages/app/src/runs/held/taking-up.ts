import type { ServerDatabase } from "@headrace/store/database";
import type { Conductor } from "../conductor.ts";
import type { RunLimits } from "../turns/limits.ts";
import type { Holding } from "./holding.ts";

/** Takes up what servers that died have left. */
export interface TakingUp {
  /** Settles when what was left before now is taken up; on a database of several servers it goes on looking. */
  begin(): Promise<void>;
  /** Settles when nothing is being taken up any more. */
  stop(): Promise<void>;
}

export interface TakingUpOptions {
  readonly database: Pick<ServerDatabase, "kind">;
  readonly holding: Holding;
  readonly limits: RunLimits;
  readonly conductor: Conductor;
  report(what: string, error: unknown): void;
}

/** Milliseconds between looks for what a server that died has left; one that is elsewhere is missed only after a while. */
const takeUpEvery = 30_000;

export function createTakingUp({ database, holding, limits, conductor, report }: TakingUpOptions): TakingUp {
  let timer: NodeJS.Timeout | undefined;
  let taking: Promise<void> | undefined;
  let stopped = false;

  /** What nobody living holds. */
  async function takeUp(): Promise<void> {
    const left = await holding.take();
    for (const organizationId of new Set(left.map((link) => link.organizationId))) {
      await limits.refresh(organizationId);
    }
    for (const link of left) {
      await conductor.restore(link).catch((error: unknown) => report(`execution ${link.executionId}`, error));
    }
    conductor.begin();
  }

  return {
    async begin() {
      if (stopped) return;
      await takeUp();
      // What was begun before goes on: a second timer would outlive the first's end.
      if (database.kind === "sqlite" || timer !== undefined || stopped) return;
      timer = setInterval(() => {
        taking ??= takeUp()
          .catch((error: unknown) => report("executions of a server that died", error))
          .finally(() => {
            taking = undefined;
          });
      }, takeUpEvery).unref();
    },
    async stop() {
      stopped = true;
      clearInterval(timer);
      await taking;
    },
  };
}
