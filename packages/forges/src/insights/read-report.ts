import { z } from "zod";
import type { ForgeReport } from "../ports/index.ts";
import { given } from "../values.ts";
import { factSchema, readFact } from "./read-fact.ts";

/** What both Bitbuckets tell of a report alike. */
export const reportFields = {
  title: z.string().nullish(),
  details: z.string().nullish(),
  reporter: z.string().nullish(),
  link: z.string().nullish(),
  result: z.string().nullish(),
  data: z.array(factSchema).nullish(),
};
const fieldsSchema = z.object(reportFields);

interface Told {
  readonly key: string;
  /** Epoch milliseconds. */
  readonly at: number | null | undefined;
  /** What the forge's words for results mean. */
  readonly results: ReadonlyMap<string, ForgeReport["result"]>;
}

export function readReport(report: z.output<typeof fieldsSchema>, { key, at, results }: Told): ForgeReport {
  return {
    key,
    title: report.title ?? key,
    ...given("reporter", report.reporter),
    result: results.get(report.result ?? "") ?? "unknown",
    ...given("word", report.result),
    ...given("details", report.details),
    ...given("url", report.link),
    ...given("at", at),
    facts: (report.data ?? []).flatMap(readFact),
  };
}
