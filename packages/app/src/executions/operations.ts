import { z } from "zod";
import type { OperationContext } from "../operations/context.ts";
import { defineOperation } from "../operations/operation.ts";
import { pageInput, pageOf } from "../paging/page.ts";
import { notFound } from "../problems/problem.ts";
import { branch, id } from "../values/fields.ts";
import { controlOperations } from "./control-operations.ts";
import {
  execution,
  executionExample,
  executionOutcome,
  executionState,
  executionWithStages,
  stageExample,
} from "./execution.ts";
import {
  type ExecutionFilter,
  executionsPage,
  type ListOptions,
  listExecutions,
  readExecution,
} from "./read-executions.ts";
import { recordOperations } from "./record-operation.ts";

const hostPipeline = id.optional().describe("One of a host of code, as `pipelines.list-on-hosts` gives it");
const filters = {
  branch: branch.optional(),
  state: executionState.optional(),
  outcome: executionOutcome.optional(),
  mine: z.boolean().optional().describe("Only those that you started, or a token of yours"),
  awaitsApproval: z
    .boolean()
    .optional()
    .describe("Only those that wait for a person's consent, or only those that do not"),
  awaitsDeployer: z
    .boolean()
    .optional()
    .describe("Only those that wait for somebody who may deploy, or only those that do not"),
};

const listAll = defineOperation({
  name: "executions.list",
  summary: "List the executions of an organization, newest first",
  input: z.strictObject({ ...pageInput, ...filters, repository: id.optional(), pipeline: id.optional(), hostPipeline }),
  output: pageOf(execution),
  access: { kind: "organization", permission: "execution.read" },
  effect: "read",
  http: { method: "GET", path: "/executions" },
  example: { input: { limit: 50, outcome: "failed" }, output: { items: [executionExample] } },
  handle: async (context, input) => await pageOfVisible(context, input),
});

const listOfPipeline = defineOperation({
  name: "executions.list-of-pipeline",
  summary: "List the executions of a pipeline, newest first",
  input: z.strictObject({ pipeline: id, ...pageInput, ...filters }),
  output: pageOf(execution),
  access: { kind: "target", permission: "execution.read", target: "pipeline", from: "pipeline" },
  effect: "read",
  http: { method: "GET", path: "/pipelines/{pipeline}/executions" },
  example: {
    input: { pipeline: executionExample.pipeline.id ?? "", limit: 50 },
    output: { items: [executionExample] },
  },
  handle: async ({ app, scope, principal }, { limit, cursor, ...filter }) => {
    const rows = await listExecutions(app.tables, scope.organizationId, {
      filter,
      limit,
      cursor,
      ...(filter.mine === true ? { principal } : {}),
    });
    return await executionsPage(app, rows, limit);
  },
});

const listOfRepository = defineOperation({
  name: "executions.list-of-repository",
  summary: "List the executions of a repository, here and on its host of code, newest first",
  input: z.strictObject({ repository: id, ...pageInput, ...filters, pipeline: id.optional(), hostPipeline }),
  output: pageOf(execution),
  access: { kind: "target", permission: "execution.read", target: "repository", from: "repository" },
  effect: "read",
  http: { method: "GET", path: "/repositories/{repository}/executions" },
  example: {
    input: { repository: executionExample.repositoryId, limit: 50 },
    output: { items: [executionExample] },
  },
  handle: async (context, input) => await pageOfVisible(context, input),
});

interface ListQuery extends ExecutionFilter, Omit<ListOptions, "filter" | "principal"> {}

/** An organization and a repository may hold what is hidden from who asks. */
async function pageOfVisible({ app, scope, principal }: OperationContext, { limit, cursor, ...filter }: ListQuery) {
  const rows = await listExecutions(app.tables, scope.organizationId, { filter, limit, cursor, principal });
  return await executionsPage(app, rows, limit);
}

const latest = defineOperation({
  name: "executions.latest",
  summary: "Read the newest execution, of a branch, a pipeline or a repository where these are given",
  input: z.strictObject({ ...filters, repository: id.optional(), pipeline: id.optional() }),
  output: executionWithStages,
  access: { kind: "organization", permission: "execution.read" },
  effect: "read",
  masks: ["message"],
  http: { method: "GET", path: "/executions/latest" },
  example: {
    input: { pipeline: executionExample.pipeline.id ?? "", branch: "main" },
    output: withStages(),
  },
  handle: async ({ app, scope, principal }, filter) => {
    const [row] = await listExecutions(app.tables, scope.organizationId, { filter, limit: 1, principal });
    if (row === undefined) throw notFound("execution", `latest of ${filter.branch ?? "any branch"}`);
    return await readExecution(app, row.execution_id);
  },
});

const getExecution = defineOperation({
  name: "executions.get",
  summary: "Read an execution with its stages",
  input: z.strictObject({ execution: id }),
  output: executionWithStages,
  access: { kind: "target", permission: "execution.read", target: "execution", from: "execution" },
  effect: "read",
  masks: ["message"],
  http: { method: "GET", path: "/executions/{execution}" },
  example: { input: { execution: executionExample.id }, output: withStages() },
  handle: async ({ app }, input) => await readExecution(app, input.execution),
});

export const executionOperations = [
  listAll,
  listOfPipeline,
  listOfRepository,
  latest,
  getExecution,
  ...recordOperations,
  ...controlOperations,
] as const;

function withStages() {
  return {
    ...executionExample,
    stages: [stageExample],
    parameters: { target: "staging" },
    definition: { path: "headrace.yml", digest: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08" },
  };
}
