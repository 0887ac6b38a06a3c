import type { App } from "../app.ts";
import type { MissingLog } from "../collector/remote-logs.ts";
import { type AttemptName, keyOf } from "../runs/sequence/sequence-format.ts";
import { type LogSelection, selectedAttempts } from "./log-selection.ts";

export interface BringRequest extends LogSelection {
  readonly signal?: AbortSignal | undefined;
}

/** What of the logs that are meant cannot be had now. */
export type Missing = readonly MissingLog[];

/**
 * Fetches from its host what is not here of the logs that are meant; of what ran here, there is nothing to fetch. Throws
 * what is wrong where none of them can be had.
 */
export async function bringLogs(
  app: Pick<App, "collector" | "store">,
  executionId: string,
  { signal, ...selection }: BringRequest,
): Promise<Missing> {
  let meant = 0;
  const missing = await app.collector.fetchLogs(executionId, {
    attempts: async () => {
      const attempts = await selectedAttempts(app, executionId, selection);
      meant = attempts.length;
      return attempts;
    },
    signal,
  });
  const [first] = missing;
  if (first !== undefined && missing.length === meant) throw first.problem;
  return missing;
}

/** Those that can be read. */
export function withoutMissing(attempts: readonly AttemptName[], missing: Missing): readonly AttemptName[] {
  if (missing.length === 0) return attempts;
  const gone = new Set(missing.map(({ of }) => keyOf(of)));
  return attempts.filter((of) => !gone.has(keyOf(of)));
}
