import type { ForgeAnnotation, ForgeReport } from "@headrace/forges";
import { z } from "zod";
import { executionExample } from "../executions/execution.ts";
import { defineOperation } from "../operations/operation.ts";
import { commit, id, time, timeOf } from "../values/fields.ts";
import { openAbility } from "./remote-place.ts";

const { repositoryId } = executionExample;
const access = { kind: "target", permission: "repository.read", target: "repository", from: "repository" } as const;
const reading = { port: "reports", ability: "reports.read" } as const;

const reportKey = z.string().min(1).max(450).describe("As the list has it");
const report = z.object({
  key: reportKey,
  title: z.string(),
  reporter: z.string().optional().describe("Which system it is of"),
  result: z.enum(["passed", "failed", "queued", "unknown"]),
  word: z.string().optional().describe("The host's own for the result"),
  details: z.string().optional(),
  url: z.string().optional().describe("Its page at that system"),
  at: time.optional(),
  facts: z.array(
    z.object({
      title: z.string(),
      value: z
        .union([z.string(), z.number(), z.boolean()])
        .describe("A duration is in milliseconds, a date in milliseconds since 1970"),
      kind: z.enum(["text", "number", "percent", "duration", "date", "link", "boolean"]),
      url: z.string().optional(),
    }),
  ),
});
const annotation = z.object({
  id: z.string().optional(),
  level: z.enum(["error", "warning", "notice", "unknown"]),
  word: z.string().optional().describe("The host's own for the level"),
  title: z.string().optional(),
  message: z.string(),
  path: z.string().optional().describe("Below the repository's root"),
  line: z.number().int().optional().describe("From one"),
  endLine: z.number().int().optional(),
  url: z.string().optional(),
});
const example: z.input<typeof report> = {
  key: "headrace-12ab",
  title: "shop",
  reporter: "Headrace",
  result: "failed",
  word: "FAILED",
  facts: [{ title: "Coverage", kind: "percent", value: 74.2 }],
};

const listReports = defineOperation({
  name: "repositories.commit-reports",
  summary: "List what systems reported of a commit on its host of code: scans, coverage, tests, and Headrace",
  description: "Code Insights on Bitbucket, checks of Actions and apps on GitHub.",
  input: z.strictObject({ repository: id, commit }),
  output: z.object({ items: z.array(report) }),
  access,
  effect: "read",
  http: { method: "GET", path: "/repositories/{repository}/commit-reports" },
  example: { input: { repository: repositoryId, commit: executionExample.commit }, output: { items: [example] } },
  handle: async ({ app, signal }, input) => {
    const { port: reports, repository } = await openAbility(app, input.repository, reading);
    return { items: (await reports.list(repository, input.commit, signal)).map(answerOf) };
  },
});

const getReport = defineOperation({
  name: "repositories.commit-report",
  summary: "Read one report of a commit on its host of code, with what it says of files and lines",
  input: z.strictObject({ repository: id, commit, report: reportKey }),
  output: report.extend({ annotations: z.array(annotation).describe("In the host's order, a thousand at most") }),
  access,
  effect: "read",
  http: { method: "GET", path: "/repositories/{repository}/commit-reports/{report}" },
  example: {
    input: { repository: repositoryId, commit: executionExample.commit, report: example.key },
    output: {
      ...example,
      annotations: [
        { id: "headrace-12ab-t1", level: "error", word: "HIGH", message: "expected 3", path: "a.ts", line: 4 },
      ],
    },
  },
  handle: async ({ app, signal }, input) => {
    const { port: reports, repository } = await openAbility(app, input.repository, reading);
    const name = { commit: input.commit, key: input.report };
    const found = await reports.get(repository, name, signal);
    const annotations: readonly ForgeAnnotation[] = await reports.annotations(repository, name, signal);
    return { ...answerOf(found), annotations: [...annotations] };
  },
});

export const commitReportOperations = [listReports, getReport] as const;

function answerOf({ at, facts, ...report }: ForgeReport) {
  return { ...report, facts: [...facts], ...(at === undefined ? {} : { at: timeOf(at) }) };
}
