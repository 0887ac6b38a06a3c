import { HeadraceError } from "@headrace/pipeline";
import { type ForgeClock, ForgeError, type ForgeHttp, path } from "../http/index.ts";
import { parseAnswer } from "../http/parse-answer.ts";
import type { Control, ForgeRun, RepositoryName, RerunRequest, Runs, StartRequest } from "../ports/index.ts";
import { given, timeOf } from "../values.ts";
import { runOf } from "./mapping.ts";
import { actionsPath } from "./runs.ts";
import { dispatchedSchema, runsSchema } from "./schema.ts";

export interface ControlOptions {
  readonly http: ForgeHttp;
  readonly runs: Pick<Runs, "get">;
  readonly clock: ForgeClock;
}

/** Milliseconds between looks for what was just begun: it is listed a little later. */
const pauses = [500, 1_000, 1_500, 2_000, 3_000, 4_000, 6_000];

export function createControl({ http, runs, clock }: ControlOptions): Control {
  /** Looks until there is something, for a while. */
  async function lookFor<Found>(look: () => Promise<Found | undefined>, signal: AbortSignal | undefined) {
    for (const pause of pauses) {
      const found = await look();
      if (found !== undefined) return found;
      await clock.sleep(pause, signal);
    }
    return await look();
  }

  /** The run of a dispatch whose answer did not tell: the first one that was made since. */
  async function findStarted(at: string, request: StartRequest, since: number): Promise<ForgeRun> {
    const branch = request.target.kind === "branch" ? request.target.name : undefined;
    const query = { event: "workflow_dispatch", branch, per_page: 30 };
    const look = async () => {
      const answer = await http.json({ path: `${at}/runs`, query, ...given("signal", request.signal) }, runsSchema);
      return answer.workflow_runs.map(runOf).findLast(({ createdAt }) => createdAt >= since);
    };
    const found = await lookFor(look, request.signal);
    if (found !== undefined) return found;
    throw new ForgeError("forge-answer-unreadable", "GitHub took the request and lists no run of it yet", {
      mend: "do not start it again: it appears among the repository's executions when GitHub lists it",
    });
  }

  async function askAgain(repository: RepositoryName, { run, part, signal }: RerunRequest): Promise<void> {
    const at = actionsPath(repository);
    const address =
      part.kind === "from"
        ? at + path`/jobs/${part.stage}/rerun`
        : at + path`/runs/${run.id}` + (part.kind === "failed" ? "/rerun-failed-jobs" : "/rerun");
    await http.send({ method: "POST", path: address, ...given("signal", signal) });
  }

  return {
    async start(repository, request) {
      const { signal } = request;
      const at = actionsPath(repository) + path`/workflows/${fileOf(request)}`;
      const answer = await http.open({
        method: "POST",
        path: `${at}/dispatches`,
        body: { ref: refOf(request), inputs: inputsOf(request), return_run_details: true },
        ...given("signal", signal),
      });
      let text = "";
      for await (const chunk of answer.body) text += Buffer.from(chunk).toString("utf8");
      if (text === "") {
        // The host's own clock, to the second.
        const told = timeOf(answer.headers.date) ?? clock.now();
        return await findStarted(at, request, Math.floor(told / 1_000) * 1_000 - 1_000);
      }
      const { workflow_run_id: id } = parseAnswer(text, dispatchedSchema, "a dispatch of GitHub");
      return await runs.get(repository, { id: String(id) }, signal);
    },

    async stop(repository, run, { force = false, signal } = {}) {
      const at = actionsPath(repository) + path`/runs/${run}` + (force ? "/force-cancel" : "/cancel");
      // It has ended already.
      const answer = await http.open({ method: "POST", path: at, expect: [409], ...given("signal", signal) });
      answer.discard();
      return answer.status === 409 ? "over" : "stopping";
    },

    async rerun(repository, request) {
      const { run, variables = [], signal } = request;
      if (variables.length > 0) throw unfit("GitHub runs again with the inputs of the run", "leave them out");
      const { attempt: before = 1 } = await runs.get(repository, { id: run.id }, signal);
      if (run.attempt !== undefined && run.attempt !== before) {
        throw unfit(`there is a later attempt of this run`, "run that one again");
      }
      await askAgain(repository, request);
      const look = async () => {
        const found = await runs.get(repository, { id: run.id }, signal);
        return (found.attempt ?? 1) > before ? found : undefined;
      };
      const found = await lookFor(look, signal);
      if (found !== undefined) return found;
      throw new ForgeError("forge-answer-unreadable", "GitHub took the request and shows no new attempt yet", {
        mend: "do not ask again: it appears among the repository's executions when GitHub shows it",
      });
    },
  };
}

/** A workflow is started by its file's name. */
function fileOf({ pipeline }: StartRequest): string {
  if (pipeline !== undefined) return pipeline.replace(/^\.github\/workflows\//, "");
  throw unfit("GitHub starts a workflow by its file", "say which, such as ci.yml");
}

function refOf({ target }: StartRequest): string {
  if (target.kind !== "commit" && target.commit === undefined) return target.name;
  throw unfit("GitHub starts a branch or a tag, at its newest commit", "leave out the commit");
}

function inputsOf({ variables = [] }: StartRequest): Readonly<Record<string, string>> {
  const secured = variables.filter((one) => one.secured).map(({ key }) => key);
  if (secured.length > 0) {
    throw unfit(
      `GitHub shows the inputs of a workflow to all who read it: ${secured.join(", ")} cannot be secured`,
      "make them secrets of the repository or the environment",
    );
  }
  return Object.fromEntries(variables.map(({ key, value }) => [key, value]));
}

function unfit(message: string, mend: string): HeadraceError {
  return new HeadraceError("invalid-argument", message, { mend });
}
