import { type ForgeHttp, path } from "../http/index.ts";
import type { ForgeStage, RepositoryName, RunName, Runs } from "../ports/index.ts";
import { given, pagesBeside } from "../values.ts";
import { runOf, stageOf } from "./mapping.ts";
import { jobsSchema, runSchema, runsSchema } from "./schema.ts";
import { filterWord } from "./states.ts";

const pageLength = 100;
/** GitHub gives no more of a filtered list. */
const mostListed = 1_000;
const mostJobs = 2_000;

export function createRuns(http: ForgeHttp): Runs {
  return {
    async list(repository, { from = "1", branch, pipeline, state, signal } = {}) {
      const page = Number(from);
      const query = { branch, status: filterWord(state), page, per_page: pageLength };
      const of = pipeline === undefined ? "" : path`/workflows/${pipeline}`;
      const at = `${actionsPath(repository)}${of}/runs`;
      const answer = await http.json({ path: at, query, ...given("signal", signal) }, runsSchema);
      const isFiltered = branch !== undefined || state !== undefined;
      const listed = isFiltered ? Math.min(answer.total_count, mostListed) : answer.total_count;
      const isLast = answer.workflow_runs.length === 0 || page * pageLength >= listed;
      const items = answer.workflow_runs.slice(0, pageLength).map(runOf);
      return { items, total: answer.total_count, ...pagesBeside(page, isLast) };
    },
    async get(repository, run, signal) {
      const at = runPath(repository, run);
      return runOf(await http.json({ path: at, ...given("signal", signal) }, runSchema));
    },
    async stages(repository, run, signal) {
      const at = `${runPath(repository, run)}/jobs`;
      const stages: ForgeStage[] = [];
      for (let page = 1; (page - 1) * pageLength < mostJobs; page++) {
        const query = { page, per_page: pageLength };
        const answer = await http.json({ path: at, query, ...given("signal", signal) }, jobsSchema);
        stages.push(...answer.jobs.slice(0, pageLength).map(stageOf));
        if (answer.jobs.length === 0 || stages.length >= answer.total_count) break;
      }
      return stages;
    },
  };
}

function runPath(repository: RepositoryName, { id, attempt }: RunName): string {
  const whole = actionsPath(repository) + path`/runs/${id}`;
  return attempt === undefined ? whole : whole + path`/attempts/${attempt}`;
}

/** Where the addresses of a repository's Actions begin. */
export function actionsPath({ owner, name }: RepositoryName): string {
  return path`/repos/${owner}/${name}/actions`;
}
