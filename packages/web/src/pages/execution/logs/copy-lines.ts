import type { Client } from "@headrace/app/client";
import type { LineRange } from "./line-range.ts";
import type { LogAddress } from "./log-source.ts";
import { parseAnsi } from "./parse-ansi.ts";

/** Lines that are copied at most. */
const mostCopied = 50_000;
const atOnce = 5_000;

/** Copies lines as plain text, without their colours; how many, or undefined where the browser refuses. */
export async function copyLines(
  client: Client,
  { execution, instance, attempt }: LogAddress,
  range: LineRange | undefined,
): Promise<number | undefined> {
  const texts: string[] = [];
  const last = Math.min(range?.last ?? Number.MAX_SAFE_INTEGER, (range?.first ?? 1) + mostCopied - 1);
  for (let from = range?.first ?? 1; from <= last; from += atOnce) {
    const limit = Math.min(atOnce, last - from + 1);
    const { items, next } = await client.call("logs.read", { execution, stage: instance, attempt, from, limit });
    texts.push(
      ...items.map(({ text }) =>
        parseAnsi(text)
          .parts.map((part) => part.text)
          .join(""),
      ),
    );
    if (next === undefined) break;
  }
  return await navigator.clipboard.writeText(`${texts.join("\n")}\n`).then(
    () => texts.length,
    () => undefined,
  );
}
