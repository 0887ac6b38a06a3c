import type { LogWriter } from "@headrace/engine";
import { ForgeError, type ForgeLog } from "@headrace/forges";
import type { Sequences } from "../runs/sequence/create-sequences.ts";
import type { AttemptName } from "../runs/sequence/sequence-format.ts";

export interface KeepLogRequest {
  readonly executionId: string;
  readonly attempt: AttemptName;
  /** Nothing is added to it on the host any more. */
  readonly isOver: boolean;
  /** Reads what the host has from this byte on. */
  read(from: number): Promise<ForgeLog>;
}

const lineFeed = 0x0a;

/**
 * Brings the log of a stage on a host here, or what is new of it, and keeps it as one of a stage that runs here. What came
 * before it was cut off is not asked for again. `absent` where the host has none. Throws what reading it throws.
 */
export async function keepLog(
  logs: Sequences["store"],
  { executionId, attempt, isOver, read }: KeepLogRequest,
): Promise<"kept" | "absent"> {
  const address = { executionId, ...attempt };
  await using before = await logs.open(address);
  if (before?.complete === true) return "kept";
  const size = before?.byteCount ?? 0;
  const log = await read(size);
  if (log.kind === "absent") return size === 0 ? "absent" : "kept";
  if (log.kind === "nothing-new" && !isOver) return "kept";
  // A new file beside the old one: whoever reads that now goes on with what it held.
  const writer = logs.create(address);
  let isWhole = false;
  try {
    if (before !== null) for await (const bytes of before.raw()) append(writer, bytes);
    if (log.kind === "bytes") for await (const chunk of log.body) append(writer, Buffer.from(chunk));
    isWhole = isOver;
  } catch (error) {
    if (!(error instanceof ForgeError) || error.code !== "forge-answer-too-large") throw error;
    isWhole = true;
    const text = `\nHeadrace keeps no more of this log: ${error.message}. The rest is with the host.\n`;
    writer.append({ stream: "stderr", bytes: Buffer.from(text), lineEnds: 2, open: false });
  } finally {
    if (isWhole) writer.close();
    else writer.leave();
  }
  return "kept";
}

function append(writer: LogWriter, bytes: Buffer): void {
  writer.append({ stream: "stdout", bytes, lineEnds: countLineEnds(bytes), open: bytes.at(-1) !== lineFeed });
  // What is large is written as it comes.
  writer.flush();
}

function countLineEnds(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(lineFeed); at !== -1; at = bytes.indexOf(lineFeed, at + 1)) count += 1;
  return count;
}
