import type { z } from "zod";
import { type ForgeHttp, path, unlessAbsent } from "../http/index.ts";
import type { ForgeTest, Tests } from "../ports/index.ts";
import { meaningsOf } from "../states/state-words.ts";
import { given } from "../values.ts";
import { readFirst } from "./paging.ts";
import { repositoryPath } from "./request.ts";
import { testCaseSchema, testReasonSchema, testReportSchema } from "./schema.ts";
import { millisecondsOf } from "./test-duration.ts";
import { words } from "./words.ts";

type Case = z.output<typeof testCaseSchema>;
type Reason = z.output<typeof testReasonSchema>;

/** Each page, and each reason that a case does not hold itself, is a request of the hour. */
const mostPages = 20;
const mostReasons = 20;
const longestMessage = 4_000;

/** What steps left in the folders where Pipelines looks for reports. */
export function createTests(http: ForgeHttp): Tests {
  return {
    async read(repository, { run, stage }, signal) {
      const at = repositoryPath(repository) + path`/pipelines/${run}/steps/${stage}/test_reports`;
      const rest = given("signal", signal);
      const report = await unlessAbsent(http.json({ path: at, ...rest }, testReportSchema));
      if (report === undefined || report.number_of_test_cases === 0) return undefined;
      const item = { item: testCaseSchema, pages: mostPages };
      const found = await unlessAbsent(readFirst(http, { path: `${at}/test_cases`, ...rest }, item));
      const cases: ForgeTest[] = [];
      let reasons = 0;
      for (const one of found?.items ?? []) {
        const outcome = outcomeOf(one.status);
        const isUntold = outcome === "failed" && messageOf(one.reason) === undefined && one.uuid != null;
        if (isUntold) reasons += 1;
        const reason =
          isUntold && reasons <= mostReasons ? await readReason(`${at}/test_cases`, one, rest) : one.reason;
        cases.push(testOf(one, outcome, reason));
      }
      if (cases.length === 0) return undefined;
      const counted = (outcome: ForgeTest["outcome"]) => cases.filter((one) => one.outcome === outcome).length;
      const errors = report.number_of_error_test_cases ?? 0;
      const { number_of_failed_test_cases: failures } = report;
      return {
        passed: report.number_of_successful_test_cases ?? counted("passed"),
        failed: failures == null ? counted("failed") : failures + errors,
        skipped: report.number_of_skipped_test_cases ?? counted("skipped"),
        durationMs: cases.reduce((sum, { durationMs }) => sum + durationMs, 0),
        cases,
      };
    },
  };

  async function readReason(at: string, { uuid }: Case, rest: { readonly signal?: AbortSignal }) {
    const request = { path: at + path`/${uuid ?? ""}/test_case_reasons`, ...rest };
    const found = await unlessAbsent(readFirst(http, request, { item: testReasonSchema, pages: 1 }));
    return found?.items[0];
  }
}

const outcomes = meaningsOf(words.tests);

/** What is said in no known word has neither passed nor failed. */
function outcomeOf(status: string | null | undefined): ForgeTest["outcome"] {
  return outcomes.get(status ?? "") ?? "skipped";
}

function strangeWord({ status }: Case): string | undefined {
  return status == null || outcomes.has(status) ? undefined : `Bitbucket calls it ${status.slice(0, 100)}`;
}

function testOf(one: Case, outcome: ForgeTest["outcome"], reason: Reason | null | undefined): ForgeTest {
  const full = one.fully_qualified_name ?? "";
  const name = one.name ?? full;
  const named = [one.package_name, one.class_name].filter((part) => part != null && part !== "").join(".");
  const suite = named !== "" || !full.endsWith(`.${name}`) ? named : full.slice(0, -name.length - 1);
  const durationMs = millisecondsOf(one.duration ?? one.duration_in_seconds);
  return { suite, name, outcome, durationMs, ...given("message", messageOf(reason) ?? strangeWord(one)) };
}

function messageOf(reason: Reason | null | undefined): string | undefined {
  const { message, stack_trace: trace } = reason ?? {};
  // A trace mostly begins with its message.
  const parts = trace?.includes(message ?? "") ? [trace] : [message, trace];
  const text = parts.filter((part) => part != null && part !== "").join("\n");
  return text === "" ? undefined : text.slice(0, longestMessage);
}
