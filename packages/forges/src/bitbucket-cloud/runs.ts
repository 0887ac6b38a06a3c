import { ForgeError, type ForgeHttp, path } from "../http/index.ts";
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
    async numbered(repository, number, signal) {
      // Numbers count up, so that the page is known when the oldest come first; two that began at once may stand in another order.
      const likely = Math.ceil(number / pageLength);
      for (const page of [likely, likely - 1, likely + 1].filter((each) => each > 0)) {
        const query = { sort: "created_on", page, pagelen: pageLength };
        const request = { path: `${repositoryPath(repository)}/pipelines`, query, ...given("signal", signal) };
        const { values } = await http.json(request, schema);
        const found = values.find((value) => value.build_number === number);
        if (found !== undefined) return runOf(found, repository);
      }
      throw new ForgeError(
        "forge-not-found",
        `${repository.owner}/${repository.name} has no pipeline ${number} on Bitbucket Cloud`,
        {
          mend: "see its number on the page of the pipeline",
        },
      );
    },
    async stages(repository, { id }, signal) {
      const request = { path: repositoryPath(repository) + path`/pipelines/${id}/steps`, ...given("signal", signal) };
      return (await readAll(http, request, stepSchema)).map(stageOf);
    },
  };
}
