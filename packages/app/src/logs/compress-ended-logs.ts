import { existsSync } from "node:fs";
import { opendir } from "node:fs/promises";
import { compressLogsOf } from "@headrace/store";

export interface EndedLogsOptions {
  /** Of all logs. Absolute. */
  readonly directory: string;
  report(what: string, error: unknown): void;
}

/** Keeps the logs of what has ended compressed, one execution after the other, while nobody waits for it. */
export interface EndedLogs {
  /** Takes up what an earlier server left when it stopped, among what ends meanwhile. */
  begin(): void;
  take(executionId: string): void;
  /** When the one at work is done. What is left stays as it is, which can be read as well, until the next `begin`. */
  close(): Promise<void>;
}

export function compressEndedLogs({ directory, report }: EndedLogsOptions): EndedLogs {
  let last: Promise<void> = Promise.resolve();
  let earlier: Promise<void> = Promise.resolve();
  let closed = false;
  const tell = (error: unknown) => report("compressing logs", error);

  function compress(executionId: string): Promise<void> {
    last = last.then(async () => {
      if (!closed) await compressLogsOf(directory, executionId).catch(tell);
    });
    return last;
  }

  async function takeUpEarlier(): Promise<void> {
    if (!existsSync(directory)) return;
    // Each waits for its turn before the next name is read, so that what ends meanwhile never waits for all of them.
    for await (const { name } of await opendir(directory)) {
      if (closed) return;
      await compress(name);
    }
  }

  return {
    begin() {
      earlier = takeUpEarlier().catch(tell);
    },
    take(executionId) {
      void compress(executionId);
    },
    async close() {
      closed = true;
      await Promise.all([last, earlier]);
    },
  };
}
