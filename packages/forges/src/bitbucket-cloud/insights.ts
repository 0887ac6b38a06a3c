import { type ForgeHttp, path } from "../http/index.ts";
import type { Finding, Insights, ReportFact } from "../ports/index.ts";
import { wordFor } from "../states/state-words.ts";
import { given } from "../values.ts";
import { repositoryPath } from "./request.ts";
import { words } from "./words.ts";

const most = { findings: 1_000, atOnce: 100, title: 450, details: 2_000, summary: 450 };

/** Code Insights. https://support.atlassian.com/bitbucket-cloud/docs/code-insights/ */
export function createInsights(http: ForgeHttp): Insights {
  return {
    async tell(repository, report, signal) {
      const at = repositoryPath(repository) + path`/commit/${report.commit}/reports/${report.key}`;
      const asked = given("signal", signal);
      // What an earlier run found and this one did not goes with its report.
      await http.send({ method: "DELETE", path: at, ...asked, expect: [404] });
      await http.send({
        method: "PUT",
        path: at,
        body: {
          type: "report",
          external_id: report.key,
          title: report.title.slice(0, most.title),
          details: report.details.slice(0, most.details),
          reporter: "Headrace",
          report_type: "TEST",
          result: wordFor(words.reports, report.passed ? "passed" : "failed"),
          link: report.url,
          data: report.facts.map(factOf),
        },
        ...asked,
      });
      const findings = report.findings.slice(0, most.findings);
      for (let first = 0; first < findings.length; first += most.atOnce) {
        const body = findings.slice(first, first + most.atOnce).map((finding) => annotationOf(finding, report.key));
        await http.send({ method: "POST", path: `${at}/annotations`, body, ...asked });
      }
    },
  };
}

function factOf({ title, value, kind }: ReportFact) {
  const type = { number: "NUMBER", percent: "PERCENTAGE", duration: "DURATION" } as const;
  return { type: type[kind], title, value };
}

function annotationOf(finding: Finding, key: string) {
  const { id, kind, level, title, message, path: file, line } = finding;
  return {
    type: "report_annotation",
    external_id: `${key}-${id}`,
    annotation_type: kind === "annotation" ? "CODE_SMELL" : "BUG",
    summary: (title ?? message).slice(0, most.summary),
    details: message.slice(0, most.details),
    severity: severities[level],
    ...(kind === "test" ? { result: "FAILED" } : {}),
    ...given("path", file),
    ...given("line", file === undefined ? undefined : line),
  };
}

const severities: Readonly<Record<Finding["level"], string>> = { error: "HIGH", warning: "MEDIUM", notice: "LOW" };
