import { z } from "zod";
import { defineOperation } from "../operations/operation.ts";
import { Problem, wrongField } from "../problems/problem.ts";
import { whyQueuedThere } from "../remote/why-queued-there.ts";
import { readLink } from "../runs/links.ts";
import { branch, commit, id } from "../values/fields.ts";
import { executionExample, givenParameters, givenVariables, whyQueued } from "./execution.ts";
import { refuseInlineByAgents } from "./refuse-inline-by-agents.ts";
import { sayWhyQueued } from "./say-why-queued.ts";
import { startedExample, startedExecution, startedExecutionOf } from "./started-execution.ts";

const runInline = defineOperation({
  name: "executions.run-inline",
  summary: "Run a definition that is not saved",
  description:
    "It runs with the rights of whoever asks; needs a permission of its own. For an AI agent the server has to allow it: `headrace serve --agents-run-inline`.",
  input: z.strictObject({
    repository: id,
    text: z.string().min(1).max(5_000_000).describe("The definition, as YAML or JSON"),
    branch: branch.optional().describe("The repository's default branch unless said"),
    commit: commit.optional(),
    parameters: givenParameters.prefault({}),
    variables: givenVariables.prefault({}),
  }),
  output: startedExecution,
  access: { kind: "target", permission: "pipeline.run-inline", target: "repository", from: "repository" },
  effect: "write",
  http: { method: "POST", path: "/executions", status: 201 },
  example: {
    input: {
      repository: executionExample.repositoryId,
      text: "name: try\nstages:\n  hello:\n    steps: [echo hello]\n",
      branch: "main",
    },
    output: startedExample,
  },
  handle: async ({ app, scope, actor, publicUrl, byAgent }, input) => {
    if (byAgent) refuseInlineByAgents(app);
    const started = await app.runs.start({
      organizationId: scope.organizationId,
      repositoryId: input.repository,
      text: input.text,
      path: "inline.yml",
      event: "manual",
      actor,
      trust: "own",
      git: {
        ...(input.branch === undefined ? {} : { branch: input.branch }),
        ...(input.commit === undefined ? {} : { commit: input.commit }),
      },
      parameters: input.parameters,
      variables: input.variables,
    });
    return startedExecutionOf(started, publicUrl);
  },
});

const cancelExecution = defineOperation({
  name: "executions.cancel",
  summary: "Cancel an execution",
  description:
    "What runs is asked to end and has its grace period; cleanup still runs. A second time, or with `force`, everything ends at once. One of a host of code is stopped there, where that can be.",
  input: z.strictObject({ execution: id, force: z.boolean().default(false) }),
  output: z.object({}),
  access: { kind: "target", permission: "execution.control", target: "execution", from: "execution" },
  effect: "destructive",
  http: { method: "POST", path: "/executions/{execution}/cancel", status: 202 },
  example: { input: { execution: executionExample.id }, output: {} },
  handle: async ({ app, actor, signal }, { execution, force }) => {
    if (await app.remote.holds(execution)) await app.remote.stop(execution, { force, signal });
    else await app.runs.cancel(execution, { actor, force });
    return {};
  },
});

const rerunExecution = defineOperation({
  name: "executions.rerun",
  summary: "Run an ended execution again, or a part of it",
  description:
    "The same commit and definition; results of stages that are not run again stand. Parameters of type secret have to be given again. One of a host of code is run again there, as it can: GitHub also what failed, and a job with what needs it; Bitbucket only all of it, as a new run, for which secured variables are parameters.",
  input: z.strictObject({
    execution: id,
    part: z.enum(["all", "failed", "from"]).default("all"),
    stage: z.string().min(1).max(200).optional().describe("With `part: from`: the first stage to run again"),
    parameters: givenParameters.prefault({}).describe("Win over those of the earlier execution"),
  }),
  output: startedExecution,
  access: { kind: "target", permission: "pipeline.run", target: "execution", from: "execution" },
  effect: "write",
  http: { method: "POST", path: "/executions/{execution}/rerun", status: 201 },
  example: { input: { execution: executionExample.id, part: "failed" }, output: startedExample },
  handle: async ({ app, actor, permits, publicUrl, signal }, { execution, part, stage, parameters }) => {
    if (await app.remote.holds(execution)) {
      const variables = Object.entries(parameters).map(([key, value]) => ({
        key,
        value,
        secured: true,
      }));
      const request = { actor, part: partOf(part, stage), variables, signal };
      return startedExecutionOf(await app.remote.rerun(execution, request), publicUrl);
    }
    const link = await readLink(app.tables, execution);
    if (link?.pipelineId === undefined && !(await permits("pipeline.run-inline"))) {
      throw new Problem(
        "forbidden",
        "running a definition that is not saved needs the permission pipeline.run-inline",
        {
          mend: "ask a maintainer",
        },
      );
    }
    const started = await app.runs.rerun(execution, {
      actor,
      part: partOf(part, stage),
      parameters,
    });
    return startedExecutionOf(started, publicUrl);
  },
});

const resumeExecution = defineOperation({
  name: "executions.resume",
  summary: "Let the deployments go on that a stop of the server interrupted",
  description:
    "Half a deployment is never repeated unasked: after a crash or a stop its stage waits until somebody who has looked lets it run again.",
  input: z.strictObject({ execution: id }),
  output: z.object({}),
  access: { kind: "target", permission: "deployment.create", target: "execution", from: "execution" },
  effect: "write",
  http: { method: "POST", path: "/executions/{execution}/resume", status: 202 },
  example: { input: { execution: executionExample.id }, output: {} },
  handle: async ({ app, actor }, input) => {
    await app.runs.resume(input.execution, { actor });
    return {};
  },
});

const whyExecutionQueued = defineOperation({
  name: "executions.why-queued",
  summary: "Say what an execution waits for",
  input: z.strictObject({ execution: id }),
  output: z.object({
    why: whyQueued.optional().describe("Absent when it waits for nothing: it works, or has ended"),
    message: z.string().describe("The same in a sentence"),
  }),
  access: { kind: "target", permission: "execution.read", target: "execution", from: "execution" },
  effect: "read",
  http: { method: "GET", path: "/executions/{execution}/why-queued" },
  example: {
    input: { execution: executionExample.id },
    output: {
      why: { kind: "organization-limit", limit: 10, running: 10 },
      message: "The organization may run 10 executions at once, and 10 are running.",
    },
  },
  handle: async ({ app, signal }, input) => {
    const why = (await app.remote.holds(input.execution))
      ? await whyQueuedThere(app, input.execution, signal)
      : await app.runs.whyQueued(input.execution);
    return { ...(why === null ? {} : { why }), message: sayWhyQueued(why) };
  },
});

export const controlOperations = [
  runInline,
  cancelExecution,
  rerunExecution,
  resumeExecution,
  whyExecutionQueued,
] as const;

function partOf(part: "all" | "failed" | "from", stage: string | undefined) {
  if (part !== "from") return { kind: part };
  if (stage !== undefined) return { kind: part, stage };
  throw wrongField("stage", "it is missing", "name the first stage to run again");
}
