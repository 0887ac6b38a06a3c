import { type ForgeHttp, path } from "../http/index.ts";
import type { Runs } from "../ports/index.ts";
import { given, pagesBeside } from "../values.ts";
import { runOf, stageOf } from "./mapping.ts";
import { pageLength, readAll } from "./paging.ts";
import { repositoryPath } from "./request.ts";
import { pageSchema, runSchema, stepSchema } from "./schema.ts";
import { filterWord } from "./states.ts";

export function createRuns(http: ForgeHttp): Runs {
  const schema = pageSchema(runSchema);
  return {
    async list(repository, { from = "1", branch, pipeline, state, signal } = {}) {
      const page = Number(from);
      const query = {
        sort: "-created_on",
        "target.branch": branch,
        "target.selector.type": pipeline === undefined ? undefined : "CUSTOM",
        "target.selector.pattern": pipeline,
        status: filterWord(state),
        page,
        pagelen: pageLength,
      };
      const answer = await http.json(
        { path: `${repositoryPath(repository)}/pipelines`, query, ...given("signal", signal) },
        schema,
      );
      // The link to the next page forgets the order and the filter, so pages are counted here.
      const isLast = answer.values.length === 0 || page * pageLength >= (answer.size ?? Number.POSITIVE_INFINITY);
      const items = answer.values.slice(0, pageLength).map((value) => runOf(value, repository));
      return { items, ...given("total", answer.size), ...pagesBeside(page, isLast) };
    },
    async get(repository, { id }, signal) {
      const request = { path: repositoryPath(repository) + path`/pipelines/${id}`, ...given("signal", signal) };
      return runOf(await http.json(request, runSchema), repository);
    },
    async stages(repository, { id }, signal) {
      const request = { path: repositoryPath(repository) + path`/pipelines/${id}/steps`, ...given("signal", signal) };
      return (await readAll(http, request, stepSchema)).map(stageOf);
    },
  };
}
