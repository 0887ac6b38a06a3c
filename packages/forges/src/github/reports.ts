import type { z } from "zod";
import { type ForgeHttp, path } from "../http/index.ts";
import type { ForgeAnnotation, ForgeReport, Reports } from "../ports/index.ts";
import { meaningsOf } from "../states/state-words.ts";
import { given, timeOf } from "../values.ts";
import { repositoryPath } from "./request.ts";
import { annotationsSchema, checkRunSchema, checkRunsSchema } from "./schema.ts";
import { words } from "./words.ts";

const pageLength = 100;
const mostPages = 10;

/** GitHub's checks, those of Actions and of apps, with what they say of lines. Their ids stand for no commit alone. */
export function createReports(http: ForgeHttp): Reports {
  return {
    async list(repository, commit, signal) {
      const at = repositoryPath(repository) + path`/commits/${commit}/check-runs`;
      const found: ForgeReport[] = [];
      for (let page = 1; page <= mostPages; page++) {
        const query = { page, per_page: pageLength };
        const { check_runs, total_count } = await http.json(
          { path: at, query, ...given("signal", signal) },
          checkRunsSchema,
        );
        found.push(...check_runs.slice(0, pageLength).map(reportOf));
        if (check_runs.length === 0 || found.length >= (total_count ?? 0)) break;
      }
      return found;
    },
    async get(repository, { key }, signal) {
      const at = repositoryPath(repository) + path`/check-runs/${key}`;
      return reportOf(await http.json({ path: at, ...given("signal", signal) }, checkRunSchema));
    },
    async annotations(repository, { key }, signal) {
      const at = repositoryPath(repository) + path`/check-runs/${key}/annotations`;
      const found: ForgeAnnotation[] = [];
      for (let page = 1; page <= mostPages; page++) {
        const query = { page, per_page: pageLength };
        const read = await http.json({ path: at, query, ...given("signal", signal) }, annotationsSchema);
        found.push(...read.slice(0, pageLength).map(annotationOf));
        if (read.length < pageLength) break;
      }
      return found;
    },
  };
}

function reportOf(check: z.output<typeof checkRunSchema>): ForgeReport {
  const { id, name, status, conclusion, output, app, details_url, html_url } = check;
  const word = conclusion ?? status;
  const details = [output?.title, output?.summary].filter((text) => text != null && text !== "").join("\n");
  return {
    key: String(id),
    title: name ?? String(id),
    ...given("reporter", app?.name),
    result: results.get(word ?? "") ?? "unknown",
    ...given("word", word),
    ...given("details", details === "" ? undefined : details),
    ...given("url", details_url ?? html_url),
    ...given("at", timeOf(check.completed_at ?? check.started_at)),
    facts: [],
  };
}

const results = meaningsOf(words.reports);

function annotationOf(annotation: z.output<typeof annotationsSchema>[number]): ForgeAnnotation {
  const { path: file, start_line, end_line, annotation_level, title, message } = annotation;
  return {
    level: levels.get(annotation_level ?? "") ?? "unknown",
    ...given("word", annotation_level),
    message: message ?? "",
    ...given("title", title),
    path: file,
    line: start_line,
    ...given("endLine", end_line === start_line ? undefined : end_line),
  };
}

const levels: ReadonlyMap<string, ForgeAnnotation["level"]> = new Map([
  ["failure", "error"],
  ["warning", "warning"],
  ["notice", "notice"],
]);
