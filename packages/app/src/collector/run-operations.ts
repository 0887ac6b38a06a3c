import { type RunAddress, readRunAddress } from "@headrace/forges";
import type { ConnectionsTable } from "@headrace/store/server";
import { z } from "zod";
import { visibleTo } from "../access/visible-to.ts";
import type { App } from "../app.ts";
import { executionExample } from "../executions/execution.ts";
import { defineOperation } from "../operations/operation.ts";
import { Problem } from "../problems/problem.ts";
import { id } from "../values/fields.ts";

const findRun = defineOperation({
  name: "executions.find-run",
  summary: "Find the execution that a run on a host of code is here, by the address of its page",
  description:
    "Of Bitbucket Pipelines and GitHub Actions; a step, a job or an attempt may follow. The run's repository has to be watched: what is missing is said.",
  input: z.strictObject({ url: z.string().min(1).max(2000).describe("As a browser shows it") }),
  output: z.object({ executionId: id }),
  access: { kind: "organization", permission: "execution.read" },
  effect: "read",
  http: { method: "GET", path: "/executions/find-run" },
  example: {
    input: { url: "https://bitbucket.org/acme/shop/pipelines/results/12" },
    output: { executionId: executionExample.id },
  },
  handle: async ({ app, scope, principal }, { url }) => {
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
    const executionId = await executionOf(
      app,
      watched.map(({ repositoryId }) => repositoryId),
      run,
    );
    if (executionId !== undefined) return { executionId };
    for (const { repositoryId } of watched) await app.collector.readSoon(repositoryId);
    throw new Problem("not-found", `this run of ${owner}/${name} has not been read yet`, {
      mend: "try again in a moment; runs of more than 90 days ago are not read",
    });
  },
});

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
    .where("forge_runs.repository_id", "in", [...repositories]);
  select = run.by === "id" ? select.where("run", "=", run.id) : select.where("executions.number", "=", run.number);
  const row = await select.executeTakeFirst();
  return row?.execution_id;
}

export const runOperations = [findRun] as const;
