import type { ForgeLog } from "../../src/index.ts";

/** Where a log's part begins, and its text. */
export async function readLog(log: ForgeLog): Promise<{ readonly start: number; readonly text: string }> {
  if (log.kind !== "bytes") throw new Error(`the log is ${log.kind}`);
  const chunks: Uint8Array[] = [];
  for await (const chunk of log.body) chunks.push(chunk);
  return { start: log.start, text: Buffer.concat(chunks).toString("utf8") };
}
