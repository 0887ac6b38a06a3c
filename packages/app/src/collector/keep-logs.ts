import { ForgeError, type Logs, type RepositoryName } from "@headrace/forges";
import type { Sequences } from "../runs/sequence/create-sequences.ts";
import type { AttemptName } from "../runs/sequence/sequence-format.ts";
import type { ObservedRun } from "./observed-run.ts";

export interface KeepLogsRequest {
  readonly logs: Logs;
  readonly repository: RepositoryName;
  readonly observed: ObservedRun;
  readonly executionId: string;
  readonly signal: AbortSignal;
}

const lineFeed = 0x0a;

/** Reads the logs of all stages that ran, and keeps them as those of stages that run here. One that is here stays. */
export async function keepLogs(
  sequences: Pick<Sequences, "store" | "mend" | "end">,
  { logs, repository, observed, executionId, signal }: KeepLogsRequest,
): Promise<void> {
  const attempts: AttemptName[] = [];
  for (const stage of observed.stages) {
    if (stage.startedAt === undefined) continue;
    const attempt = { stage: stage.key, instance: stage.key, attempt: 1 };
    attempts.push(attempt);
    await using before = await sequences.store.open({ executionId, ...attempt });
    if (before?.complete === true) continue;
    const writer = sequences.store.create({ executionId, ...attempt });
    try {
      const log = await logs.read({ repository, run: observed.run.id, stage: stage.id, signal });
      if (log.kind !== "bytes") continue;
      for await (const chunk of log.body) {
        const bytes = Buffer.from(chunk);
        writer.append({ stream: "stdout", bytes, lineEnds: countLineEnds(bytes), open: bytes.at(-1) !== lineFeed });
        // What is large is written as it comes.
        writer.flush();
      }
    } catch (error) {
      // What came is kept; that it cannot be had is no fault of the run.
      if (!(error instanceof ForgeError)) throw error;
    } finally {
      writer.close();
    }
  }
  await sequences.mend(executionId, attempts);
  sequences.end(executionId);
}

function countLineEnds(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(lineFeed); at !== -1; at = bytes.indexOf(lineFeed, at + 1)) count += 1;
  return count;
}
