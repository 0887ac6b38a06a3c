import { z } from "zod";
import type { ForgeReportFact } from "../ports/index.ts";

/** Of a report of Code Insights, as Bitbucket Cloud and Data Center both tell it; the value is of what the type says. */
export const factSchema = z.object({
  title: z.string().nullish(),
  type: z.string().nullish(),
  value: z.unknown(),
});

const linkSchema = z.object({ href: z.string(), text: z.string().optional(), linktext: z.string().optional() });
const plainSchema = z.union([z.string(), z.number(), z.boolean()]);

/** What cannot be read is left out: a report says more than this. */
export function readFact({ title, type, value }: z.output<typeof factSchema>): readonly ForgeReportFact[] {
  const name = title ?? "";
  const link = linkSchema.safeParse(value);
  if (link.success) {
    const { href, text, linktext } = link.data;
    return [{ title: name, kind: "link", value: text ?? linktext ?? href, url: href }];
  }
  const plain = plainSchema.safeParse(value);
  if (!plain.success) return [];
  const kind = typeof plain.data === "number" ? numbers.get(type ?? "") : undefined;
  return [{ title: name, value: plain.data, kind: kind ?? kindOf(plain.data) }];
}

const numbers: ReadonlyMap<string, ForgeReportFact["kind"]> = new Map([
  ["NUMBER", "number"],
  ["PERCENTAGE", "percent"],
  ["DURATION", "duration"],
  ["DATE", "date"],
]);

function kindOf(value: string | number | boolean): ForgeReportFact["kind"] {
  if (typeof value === "number") return "number";
  return typeof value === "boolean" ? "boolean" : "text";
}
