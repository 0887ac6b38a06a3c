import type { z } from "zod";
import { type ForgeHttp, path } from "../http/index.ts";
import { readLevel } from "../insights/read-level.ts";
import { readReport } from "../insights/read-report.ts";
import type { ForgeAnnotation, ForgeReport, ReportName, Reports, RepositoryName } from "../ports/index.ts";
import { meaningsOf } from "../states/state-words.ts";
import { given, timeOf } from "../values.ts";
import { pageLength, readAll, readFirst } from "./paging.ts";
import { repositoryPath } from "./request.ts";
import { annotationSchema, reportSchema } from "./schema.ts";
import { words } from "./words.ts";

/** As many as the host takes of one. */
const mostAnnotations = 1_000;

/** Code Insights, read back. https://support.atlassian.com/bitbucket-cloud/docs/code-insights/ */
export function createReports(http: ForgeHttp): Reports {
  return {
    async list(repository, commit, signal) {
      const at = repositoryPath(repository) + path`/commit/${commit}/reports`;
      return (await readAll(http, { path: at, ...given("signal", signal) }, reportSchema)).map(reportOf);
    },
    async get(repository, name, signal) {
      return reportOf(
        await http.json({ path: reportPath(repository, name), ...given("signal", signal) }, reportSchema),
      );
    },
    async annotations(repository, name, signal) {
      const request = { path: `${reportPath(repository, name)}/annotations`, ...given("signal", signal) };
      const pages = mostAnnotations / pageLength;
      return (await readFirst(http, request, { item: annotationSchema, pages })).items.map(annotationOf);
    },
  };
}

function reportPath(repository: RepositoryName, { commit, key }: ReportName): string {
  return repositoryPath(repository) + path`/commit/${commit}/reports/${key}`;
}

function reportOf(report: z.output<typeof reportSchema>): ForgeReport {
  const key = report.external_id ?? report.uuid ?? "";
  return readReport(report, { key, at: timeOf(report.updated_on ?? report.created_on), results });
}

const results = meaningsOf(words.reports);

function annotationOf(annotation: z.output<typeof annotationSchema>): ForgeAnnotation {
  const { uuid, external_id, severity, summary, details, path: file, line, link } = annotation;
  return {
    ...given("id", external_id ?? uuid),
    ...readLevel(severity),
    message: details ?? summary ?? "",
    ...given("title", details === summary || details == null ? undefined : summary),
    ...given("path", file),
    // Zero stands for the file as a whole.
    ...given("line", line || undefined),
    ...given("url", link),
  };
}
