import { z } from "zod";
import { executionExample, givenVariables } from "../executions/execution.ts";
import { startedExample, startedExecution, startedExecutionOf } from "../executions/started-execution.ts";
import { defineOperation } from "../operations/operation.ts";
import { wrongField } from "../problems/problem.ts";
import { branch, commit, id, tag } from "../values/fields.ts";

const executeRemote = defineOperation({
  name: "repositories.execute",
  summary: "Start a pipeline of a repository on its host of code",
  description:
    "It runs there, and is an execution here at once. GitHub starts a workflow that has the trigger workflow_dispatch, at a branch or a tag; Bitbucket the pipeline of a branch, a tag or a commit, or a custom one by its name.",
  input: z.strictObject({
    repository: id,
    pipeline: z
      .string()
      .min(1)
      .max(500)
      .optional()
      .describe("GitHub: the workflow's file, such as `ci.yml`; Bitbucket: the name of a custom pipeline"),
    branch: branch.optional(),
    tag: tag.optional(),
    commit: commit.optional().describe("The newest of the branch unless said; GitHub starts no other"),
    variables: givenVariables.prefault({}).describe("GitHub calls them inputs"),
    secured: z
      .array(z.string().max(200))
      .max(100)
      .default([])
      .describe("Names of variables whose values nobody is shown; Bitbucket has such"),
  }),
  output: startedExecution,
  access: { kind: "target", permission: "pipeline.run", target: "repository", from: "repository" },
  effect: "write",
  http: { method: "POST", path: "/repositories/{repository}/execute", status: 201 },
  example: {
    input: { repository: executionExample.repositoryId, pipeline: "ci.yml", branch: "main", variables: { LEVEL: "2" } },
    output: startedExample,
  },
  handle: async ({ app, actor, publicUrl, signal }, { repository, pipeline, variables, secured, ...target }) => {
    const started = await app.remote.start(repository, {
      actor,
      target: targetOf(target),
      ...(pipeline === undefined ? {} : { pipeline }),
      variables: Object.entries(variables).map(([key, value]) => ({ key, value, secured: secured.includes(key) })),
      signal,
    });
    return startedExecutionOf(started, publicUrl);
  },
});

interface Target {
  readonly branch?: string | undefined;
  readonly tag?: string | undefined;
  readonly commit?: string | undefined;
}

function targetOf({ branch, tag, commit }: Target) {
  const at = commit === undefined ? {} : { commit };
  if (branch !== undefined && tag !== undefined) throw wrongField("tag", "there is a branch too", "give one of them");
  if (branch !== undefined) return { kind: "branch", name: branch, ...at } as const;
  if (tag !== undefined) return { kind: "tag", name: tag, ...at } as const;
  if (commit !== undefined) return { kind: "commit", commit } as const;
  throw wrongField("branch", "it is missing", "say the branch, the tag or the commit that is to run");
}

const listReviews = defineOperation({
  name: "executions.reviews",
  summary: "List the environments on a host of code that a run waits for, until somebody agrees",
  input: z.strictObject({ execution: id }),
  output: z.object({
    items: z.array(
      z.object({
        environment: z.string(),
        mayDecide: z.boolean().optional().describe("Whether whoever the connection's token stands for may"),
        reviewers: z.array(z.string()).readonly(),
      }),
    ),
  }),
  access: { kind: "target", permission: "execution.read", target: "execution", from: "execution" },
  effect: "read",
  http: { method: "GET", path: "/executions/{execution}/reviews" },
  example: {
    input: { execution: executionExample.id },
    output: { items: [{ environment: "production", mayDecide: true, reviewers: ["ada"] }] },
  },
  handle: async ({ app, signal }, { execution }) => {
    if (!(await app.remote.holds(execution))) return { items: [] };
    return { items: [...(await app.remote.reviews(execution, signal))] };
  },
});

const decideReview = defineOperation({
  name: "executions.review",
  summary: "Agree to deployments that a run on a host of code waits with, or reject them",
  description:
    "In the name of whoever the connection's token stands for: on GitHub one of the environment's reviewers, and no app.",
  input: z.strictObject({
    execution: id,
    environments: z.array(z.string().min(1).max(255)).min(1).max(50),
    decision: z.enum(["approved", "rejected"]),
    comment: z.string().max(5000).default(""),
  }),
  output: z.object({}),
  access: { kind: "target", permission: "approval.decide", target: "execution", from: "execution" },
  effect: "write",
  http: { method: "POST", path: "/executions/{execution}/reviews" },
  example: {
    input: { execution: executionExample.id, environments: ["production"], decision: "approved" },
    output: {},
  },
  handle: async ({ app, actor, signal }, { execution, comment, ...decision }) => {
    const said = comment === "" ? `by ${actor.name} in Headrace` : `${comment} (${actor.name} in Headrace)`;
    await app.remote.decide(execution, { ...decision, comment: said, signal });
    return {};
  },
});

const approveFork = defineOperation({
  name: "executions.approve-fork",
  summary: "Let the run of a stranger's pull request begin on its host of code",
  description:
    "GitHub holds the runs of first-time contributors' forks as `action_required` until somebody who may write agrees: their code runs then. It is said in the name of whoever the connection's token stands for, and never of an app. What is not let in stays as it is.",
  input: z.strictObject({ execution: id }),
  output: z.object({}),
  access: { kind: "target", permission: "approval.decide", target: "execution", from: "execution" },
  effect: "write",
  http: { method: "POST", path: "/executions/{execution}/approve-fork" },
  example: { input: { execution: executionExample.id }, output: {} },
  handle: async ({ app, signal }, { execution }) => {
    await app.remote.approveFork(execution, signal);
    return {};
  },
});

export const remoteOperations = [executeRemote, listReviews, decideReview, approveFork] as const;
