import { inRun, ok, page, type Question, type Reply, type Route, refuse } from "./reply.ts";
import type { TestCase } from "./world.ts";

const reportsPath = "/repositories/{workspace}/{repo_slug}/pipelines/{pipeline_uuid}/steps/{step_uuid}/test_reports";

/** What steps reported of their tests. */
export const testRoutes: readonly Route[] = [
  {
    method: "GET",
    path: reportsPath,
    reply: inReports((tests) => {
      const count = (status: TestCase["status"]) => tests.filter((test) => test.status === status).length;
      return ok({
        number_of_test_cases: tests.length,
        number_of_successful_test_cases: count("SUCCESSFUL"),
        number_of_failed_test_cases: count("FAILED"),
        number_of_error_test_cases: count("ERROR"),
        number_of_skipped_test_cases: count("SKIPPED"),
      });
    }),
  },
  {
    method: "GET",
    path: `${reportsPath}/test_cases`,
    reply: inReports((tests, question) =>
      page(
        tests.map(({ tellsReason = false, reason, ...test }) => (tellsReason ? { ...test, reason } : test)),
        question,
      ),
    ),
  },
  {
    method: "GET",
    path: `${reportsPath}/test_cases/{test_case_uuid}/test_case_reasons`,
    reply: inReports((tests, question) => {
      const test = tests.find(({ uuid }) => uuid === question.params.test_case_uuid);
      if (test === undefined) return refuse(404, "No such test case");
      return page(test.reason === undefined ? [] : [test.reason], question);
    }),
  },
];

function inReports(reply: (tests: readonly TestCase[], question: Question) => Reply): Route["reply"] {
  return inRun((run, question) => {
    const step = run.steps.find(({ uuid }) => uuid === question.params.step_uuid);
    return step?.tests === undefined ? refuse(404, "No test reports") : reply(step.tests, question);
  });
}
