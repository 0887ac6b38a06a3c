import {
  ForgeError,
  type ForgeRun,
  type RepositoryName,
  type RunAddress,
  type Runs,
  readRunAddress,
} from "@headrace/forges";
import type { ConnectionsTable } from "@headrace/store/server";
import { z } from "zod";
import { visibleTo } from "../access/visible-to.ts";
import type { App } from "../app.ts";
import { keyOf } from "../collector/observed-run.ts";
import { hasRuns } from "../collector/run-reader.ts";
import { executionExample } from "../executions/execution.ts";
import { defineOperation } from "../operations/operation.ts";
import { Problem } from "../problems/problem.ts";
import { id } from "../values/fields.ts";
import { openPlace } from "./remote-place.ts";

const findRun = defineOperation({
  name: "executions.find-run",
  summary: "Find the execution that a run on a host of code is here, by the address of its page",
  description:
    "Of Bitbucket Pipelines and GitHub Actions; a step, a job or an attempt may follow. The run's repository has to be watched; a run that has not been read yet is read now, however old it is. What is missing is said.",
  input: z.strictObject({ url: z.string().min(1).max(2000).describe("As a browser shows it") }),
  output: z.object({ executionId: id }),
  access: { kind: "organization", permission: "execution.read" },
  effect: "read",
  http: { method: "GET", path: "/executions/find-run" },
  example: {
    input: { url: "https://bitbucket.org/acme/shop/pipelines/results/12" },
    output: { executionId: executionExample.id },
  },
  handle: async ({ app, scope, principal, signal }, { url }) => {
    const address = readRunAddress(url);
    if (address === undefined) {
      throw new Problem("invalid-input", "this is no address of a run", {
        mend: "copy it from the page of a run of Bitbucket Pipelines or GitHub Actions",
        faults: [{ path: "url", message: "no address of a run" }],
      });
    }
    const { owner, name, run } = address;
    const rows = await app.tables
      .selectFrom("forge_repositories")
      .innerJoin("connections", "connections.id", "forge_repositories.connection_id")
      .select(["forge_repositories.id as repositoryId", "connections.kind", "connections.base_url"])
      .where("connections.organization_id", "=", scope.organizationId)
      .where("forge_owner", "=", owner)
      .where("forge_name", "=", name)
      .where(visibleTo(principal, ["forge_repositories.id"]))
      .execute();
    const watched = rows.filter((row) => isThere(row, address));
    if (watched.length === 0) {
      throw new Problem("not-found", `the runs of ${owner}/${name} on ${address.host} are not read here`, {
        mend: "choose the repository in a connection to that host",
      });
    }
    const repositories = watched.map(({ repositoryId }) => repositoryId);
    const known = await executionOf(app, repositories, run);
    if (known !== undefined) return { executionId: known };
    for (const repositoryId of repositories) await readNow(app, repositoryId, { run, signal });
    const executionId = await executionOf(app, repositories, run);
    if (executionId !== undefined) return { executionId };
    throw new Problem("not-found", `${owner}/${name} has no such run on ${address.host}`, {
      mend: "see whether its page still opens there: it may have been deleted",
    });
  },
});

/** Where the collector has not come to it: the host may be asked for one run at any time. */
async function readNow(app: App, repositoryId: string, { run: asked, signal }: AskedRun): Promise<void> {
  const { forge, forgeId, repository, watched } = await openPlace(app, repositoryId);
  if (!hasRuns(forge)) return;
  try {
    const run = await runAt(forge.runs, repository, { run: asked, signal });
    // Another repository may have the name by now.
    const isIts = run?.of === undefined || run.of.id === forgeId;
    if (run !== undefined && isIts) await app.collector.readRun({ forge, repository, watched, signal }, run);
  } catch (error) {
    // Said by who finds it nowhere.
    if (!(error instanceof ForgeError) || error.code !== "forge-not-found") throw error;
  }
}

interface AskedRun {
  readonly run: RunAddress["run"];
  readonly signal: AbortSignal;
}

/** Undefined where the host's pages call its runs otherwise. */
async function runAt(runs: Runs, repository: RepositoryName, { run, signal }: AskedRun): Promise<ForgeRun | undefined> {
  if (run.by === "number") return await runs.numbered?.(repository, run.number, signal);
  return await runs.get(repository, run, signal);
}

/** Vendors' own hosts are known by their kind, wherever a connection reaches them; others by their name. */
function isThere(row: Pick<ConnectionsTable, "kind" | "base_url">, { kind, host }: RunAddress): boolean {
  if (kind !== undefined) return row.kind === kind;
  return row.base_url !== null && new URL(row.base_url).host === host;
}

async function executionOf(
  { tables }: Pick<App, "tables">,
  repositories: readonly string[],
  run: RunAddress["run"],
): Promise<string | undefined> {
  let select = tables
    .selectFrom("forge_runs")
    .innerJoin("executions", "executions.id", "forge_runs.execution_id")
    .select("forge_runs.execution_id")
    .where("forge_runs.repository_id", "in", [...repositories])
    .orderBy("executions.created_at", "desc");
  if (run.by === "number") select = select.where("executions.number", "=", run.number);
  else if (run.attempt !== undefined) select = select.where("run", "=", keyOf(run));
  // The page of the last attempt: each is a run of its own here.
  else select = select.where(({ or, eb }) => or([eb("run", "=", run.id), eb("run", "like", `${run.id}/%`)]));
  const row = await select.executeTakeFirst();
  return row?.execution_id;
}

export const runOperations = [findRun] as const;
