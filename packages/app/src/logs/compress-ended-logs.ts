import { compressLogsOf } from "@headrace/store";

export interface EndedLogsOptions {
  /** Of all logs. Absolute. */
  readonly directory: string;
  report(what: string, error: unknown): void;
}

/** Keeps the logs of what has ended compressed, one execution after the other, while nobody waits for it. */
export interface EndedLogs {
  take(executionId: string): void;
  /** When the one at work is done. What is left stays as it is, which can be read as well. */
  close(): Promise<void>;
}

export function compressEndedLogs({ directory, report }: EndedLogsOptions): EndedLogs {
  const waiting: string[] = [];
  let working: Promise<void> | undefined;
  let closed = false;

  async function work(): Promise<void> {
    for (let id = waiting.shift(); id !== undefined && !closed; id = waiting.shift()) {
      await compressLogsOf(directory, id).catch((error: unknown) => report("compressing logs", error));
    }
    working = undefined;
  }

  return {
    take(executionId) {
      if (closed) return;
      waiting.push(executionId);
      working ??= work();
    },
    async close() {
      closed = true;
      await working;
    },
  };
}
