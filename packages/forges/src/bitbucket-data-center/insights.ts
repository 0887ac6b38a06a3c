import { type ForgeHttp, path } from "../http/index.ts";
import type { Finding, Insights, ReportFact } from "../ports/index.ts";
import { wordFor } from "../states/state-words.ts";
import { given } from "../values.ts";
import { repositoryPath } from "./request.ts";
import { words } from "./words.ts";

const most = { findings: 1_000, facts: 6, title: 450, details: 2_000, message: 2_000 };

/** Code Insights. A request with more than the host keeps is refused as a whole, and what is sent twice stands twice. */
export function createInsights(http: ForgeHttp): Insights {
  return {
    async tell(repository, report, signal) {
      const commit = path`/commits/${report.commit}/reports/${report.key}`;
      const at = `/insights/latest${repositoryPath(repository)}${commit}`;
      const asked = given("signal", signal);
      await http.send({
        method: "PUT",
        path: at,
        body: {
          title: report.title.slice(0, most.title),
          details: report.details.slice(0, most.details),
          reporter: "Headrace",
          result: wordFor(words.reports, report.passed ? "passed" : "failed"),
          link: report.url,
          data: report.facts.slice(0, most.facts).map(factOf),
        },
        ...asked,
      });
      await http.send({ method: "DELETE", path: `${at}/annotations`, ...asked });
      const annotations = report.findings.slice(0, most.findings).map(annotationOf);
      if (annotations.length === 0) return;
      await http.send({ method: "POST", path: `${at}/annotations`, body: { annotations }, ...asked });
    },
  };
}

function factOf({ title, value, kind }: ReportFact) {
  const type = { number: "NUMBER", percent: "PERCENTAGE", duration: "DURATION" } as const;
  return { type: type[kind], title, value };
}

function annotationOf({ id, kind, level, title, message, path: file, line }: Finding) {
  const text = title === undefined || title === message ? message : `${title}: ${message}`;
  return {
    externalId: id,
    message: text.slice(0, most.message),
    severity: severities[level],
    type: kind === "annotation" ? "CODE_SMELL" : "BUG",
    ...given("path", file),
    // Zero stands for the file as a whole.
    ...given("line", file === undefined ? undefined : (line ?? 0)),
  };
}

const severities: Readonly<Record<Finding["level"], string>> = { error: "HIGH", warning: "MEDIUM", notice: "LOW" };
