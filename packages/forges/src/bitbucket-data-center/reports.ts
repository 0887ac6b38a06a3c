import type { z } from "zod";
import { type ForgeHttp, path } from "../http/index.ts";
import { readLevel } from "../insights/read-level.ts";
import { readReport } from "../insights/read-report.ts";
import type { ForgeAnnotation, ForgeReport, Reports, RepositoryName } from "../ports/index.ts";
import { meaningsOf } from "../states/state-words.ts";
import { given } from "../values.ts";
import { readAll } from "./paging.ts";
import { repositoryPath } from "./request.ts";
import { annotationsSchema, reportSchema } from "./schema.ts";
import { words } from "./words.ts";

/** Code Insights, read back. */
export function createReports(http: ForgeHttp): Reports {
  return {
    async list(repository, commit, signal) {
      const request = { path: reportsPath(repository, commit), ...given("signal", signal) };
      return (await readAll(http, request, reportSchema)).map(reportOf);
    },
    async get(repository, { commit, key }, signal) {
      const at = reportsPath(repository, commit) + path`/${key}`;
      return reportOf(await http.json({ path: at, ...given("signal", signal) }, reportSchema));
    },
    async annotations(repository, { commit, key }, signal) {
      const at = reportsPath(repository, commit) + path`/${key}/annotations`;
      const { annotations } = await http.json({ path: at, ...given("signal", signal) }, annotationsSchema);
      return annotations.map(annotationOf);
    },
  };
}

function reportsPath(repository: RepositoryName, commit: string): string {
  return `/insights/latest${repositoryPath(repository)}${path`/commits/${commit}/reports`}`;
}

function reportOf(report: z.output<typeof reportSchema>): ForgeReport {
  return readReport(report, { key: report.key, at: report.createdDate, results });
}

const results = meaningsOf(words.reports);

function annotationOf(annotation: z.output<typeof annotationsSchema>["annotations"][number]): ForgeAnnotation {
  const { externalId, severity, message, path: file, line, link } = annotation;
  return {
    ...given("id", externalId),
    ...readLevel(severity),
    message,
    ...given("path", file),
    // Zero stands for the file as a whole.
    ...given("line", line || undefined),
    ...given("url", link),
  };
}
