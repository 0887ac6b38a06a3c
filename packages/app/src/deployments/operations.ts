import { z } from "zod";
import { visibleTo } from "../access/visible-to.ts";
import type { App } from "../app.ts";
import { readEnvironment } from "../environments/read-environments.ts";
import { givenParameters } from "../executions/execution.ts";
import { startedExample, startedExecution, startedExecutionOf } from "../executions/started-execution.ts";
import type { OperationContext } from "../operations/context.ts";
import { defineOperation } from "../operations/operation.ts";
import { contains } from "../paging/contains.ts";
import { pageFrom, pageInput, pageOf, positionOf, searchInput } from "../paging/page.ts";
import { Problem } from "../problems/problem.ts";
import { readLink } from "../runs/links.ts";
import { refuseSecondRollback } from "../runs/start/refuse-second-rollback.ts";
import { id } from "../values/fields.ts";
import { deployment, deploymentExample, deploymentOf } from "./deployment.ts";
import { readDeployment, selectDeployments, withReasons } from "./read-deployments.ts";
import { rollbackRequest } from "./rollback-request.ts";
import { rollbackTarget } from "./rollback-target.ts";

const listInput = {
  ...pageInput,
  ...searchInput("the version, the commit or the pipeline's name"),
  outcome: deployment.shape.outcome,
};

const listDeployments = defineOperation({
  name: "deployments.list",
  summary: "List what was deployed to an environment, newest first",
  input: z.strictObject({ environment: id, ...listInput }),
  output: pageOf(deployment),
  access: { kind: "target", permission: "environment.read", target: "environment", from: "environment" },
  effect: "read",
  http: { method: "GET", path: "/environments/{environment}/deployments" },
  example: {
    input: { environment: deploymentExample.environment.id, limit: 50 },
    output: { items: [deploymentExample] },
  },
  handle: async ({ app, principal }, { environment, ...query }) =>
    await listedDeployments(
      app,
      selectDeployments(app.tables)
        .where("deployments.environment_id", "=", environment)
        .where(visibleTo(principal, ["execution_links.pipeline_id"])),
      query,
    ),
});

const listAllDeployments = defineOperation({
  name: "deployments.list-all",
  summary: "List what was deployed to any environment, newest first",
  input: z.strictObject({ ...listInput, repository: id.optional() }),
  output: pageOf(deployment),
  access: { kind: "organization", permission: "environment.read" },
  effect: "read",
  http: { method: "GET", path: "/deployments" },
  example: { input: { limit: 50 }, output: { items: [deploymentExample] } },
  handle: async ({ app, scope, principal }, { repository, ...query }) => {
    let select = selectDeployments(app.tables)
      .where("environments.organization_id", "=", scope.organizationId)
      .where(visibleTo(principal, ["environments.repository_id", "execution_links.pipeline_id"]));
    if (repository !== undefined) select = select.where("environments.repository_id", "=", repository);
    return await listedDeployments(app, select, query);
  },
});

const getDeployment = defineOperation({
  name: "deployments.get",
  summary: "Read a deployment",
  input: z.strictObject({ deployment: id }),
  output: deployment,
  access: { kind: "target", permission: "environment.read", target: "deployment", from: "deployment" },
  effect: "read",
  http: { method: "GET", path: "/deployments/{deployment}" },
  example: { input: { deployment: deploymentExample.id }, output: deploymentExample },
  handle: async ({ app }, input) => deploymentOf(await readDeployment(app.tables, input.deployment)),
});

const rollBack = defineOperation({
  name: "environments.rollback",
  summary: "Bring back the last good deployment of an environment, or a chosen one",
  description:
    "Runs the deploying stage again with the commit, definition and parameters of then; what it needs is carried over, nothing else runs. " +
    "The environment's rules and the stage's approval hold as for any deployment.",
  input: z.strictObject({
    environment: id,
    deployment: id.optional().describe("To go back to; the last good one unless said"),
    reason: z.string().max(2000).optional().describe("Kept with the execution that is rolled back"),
    parameters: givenParameters
      .prefault({})
      .describe("Of type secret, where the pipeline has such: they were not kept"),
  }),
  output: startedExecution.extend({ deployment: id.describe("The one that is brought back") }),
  access: { kind: "target", permission: "deployment.create", target: "environment", from: "environment" },
  effect: "write",
  http: { method: "POST", path: "/environments/{environment}/rollback", status: 201 },
  example: {
    input: { environment: deploymentExample.environment.id, reason: "Orders could not be paid" },
    output: { ...startedExample, deployment: deploymentExample.id },
  },
  handle: async ({ app, actor, permits, publicUrl }, input) => {
    const environment = await readEnvironment(app.tables, input.environment);
    await refuseSecondRollback(app.tables, environment.id);
    const target = await rollbackTarget(app.tables, environment.id, input.deployment);
    const link = await readLink(app.tables, target.execution_id);
    if (link === undefined) {
      throw new Problem("conflict", "the execution of that deployment is not kept any more", {
        mend: "choose a later deployment, or deploy its commit anew",
      });
    }
    if (await app.remote.holds(target.execution_id)) {
      throw new Problem(
        "conflict",
        "a run on the repository's host made that deployment, and Headrace cannot repeat it",
        {
          mend: `run execution ${target.execution_id} again, which deploys its commit anew`,
        },
      );
    }
    await demandPipeline(permits, link.pipelineId);
    if (link.pipelineId === undefined && !(await permits("pipeline.run-inline"))) {
      throw new Problem(
        "forbidden",
        "running a definition that is not saved needs the permission pipeline.run-inline",
        {
          mend: "ask a maintainer",
        },
      );
    }
    const started = await app.runs.start(
      rollbackRequest(await app.store.journal.load(target.execution_id), link, {
        stage: target.stage,
        instance: target.instance,
        actor,
        parameters: input.parameters,
        rollback: {
          environmentId: environment.id,
          environment: environment.name,
          deploymentId: target.id,
          executionId: target.execution_id,
          reason: input.reason ?? `rolled back by ${actor.name}`,
        },
      }),
    );
    return { ...startedExecutionOf(started, publicUrl), deployment: target.id };
  },
});

interface ListQuery {
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly outcome?: string | undefined;
  readonly search?: string | undefined;
}

/** A page of those that are meant, newest first. */
async function listedDeployments(
  { tables }: Pick<App, "tables">,
  meant: ReturnType<typeof selectDeployments>,
  { limit, cursor, outcome, search }: ListQuery,
) {
  let select = meant
    .orderBy("deployments.started_at", "desc")
    .orderBy("deployments.id", "desc")
    .limit(limit + 1);
  if (outcome !== undefined) select = select.where("deployments.outcome", "=", outcome);
  if (search !== undefined) {
    select = select.where(contains(["deployments.version", "deployments.commit_id", "executions.pipeline"], search));
  }
  if (cursor !== undefined) {
    const { at, id: after } = positionOf(cursor);
    select = select.where(({ eb, refTuple, tuple }) =>
      eb(refTuple("deployments.started_at", "deployments.id"), "<", tuple(at, after)),
    );
  }
  return pageFrom(await withReasons(tables, await select.execute()), limit, {
    item: deploymentOf,
    position: (row) => ({ at: row.started_at, id: row.id }),
  });
}

/** Somebody may be less in the pipeline that runs again than in the repository. */
async function demandPipeline(permits: OperationContext["permits"], pipelineId: string | undefined): Promise<void> {
  if (pipelineId === undefined || (await permits("deployment.create", { pipelineId }))) return;
  throw new Problem("forbidden", "this needs the permission deployment.create in the pipeline that deployed it", {
    mend: "ask an owner or maintainer of the organization",
  });
}

export const deploymentOperations = [listDeployments, listAllDeployments, getDeployment, rollBack] as const;
