import { printBitbucketPipelines } from "@headrace/dialects";
import { z } from "zod";
import { executionExample, givenParameters, givenVariables } from "../executions/execution.ts";
import { startedExample, startedExecution, startedExecutionOf } from "../executions/started-execution.ts";
import { defineOperation } from "../operations/operation.ts";
import { definitionExample, pipelineExample } from "../pipelines/pipeline.ts";
import { readPipeline } from "../pipelines/read-pipeline.ts";
import { refuseLoaders } from "../pipelines/refuse-loaders.ts";
import { Problem } from "../problems/problem.ts";
import { branch, commit, id, tag } from "../values/fields.ts";
import { hostNote, hostNoteExample, publicNote, readForHost } from "./host-definition.ts";
import { type HostRun, runOnHost } from "./run-on-host.ts";

const version = z
  .number()
  .int()
  .min(1)
  .max(1_000_000_000)
  .optional()
  .describe("Of a stored pipeline; the newest unless said");

const hostDefinition = defineOperation({
  name: "pipelines.host-definition",
  summary: "Say what a pipeline would be on Bitbucket Cloud, and what it cannot say",
  description: "Each stage is a step there; needs become rows of steps side by side. `notes` tell every difference.",
  input: z.strictObject({ pipeline: id, version }),
  output: z.object({ text: z.string().describe("A whole `bitbucket-pipelines.yml`"), notes: z.array(hostNote) }),
  access: { kind: "target", permission: "pipeline.read", target: "pipeline", from: "pipeline" },
  effect: "read",
  http: { method: "GET", path: "/pipelines/{pipeline}/host-definition" },
  example: {
    input: { pipeline: pipelineExample.id },
    output: {
      text: "pipelines:\n  custom:\n    web-app:\n      - step:\n          name: test\n          script:\n            - npm test\n",
      notes: [hostNoteExample],
    },
  },
  handle: async ({ app }, input) => {
    const row = await readPipeline(app.tables, input.pipeline);
    const { pipeline } = await readForHost(app, {
      repositoryId: row.repository_id,
      pipelineId: row.id,
      git: {},
      ...(input.version === undefined ? {} : { pipelineVersion: input.version }),
    });
    const { text, notes } = printBitbucketPipelines(pipeline);
    return { text, notes: notes.map(publicNote) };
  },
});

const runInput = {
  branch: branch.optional().describe("The repository's default branch unless said"),
  tag: tag.optional(),
  commit: commit.optional().describe("The branch's newest unless said"),
  parameters: givenParameters.prefault({}).describe("Those of type secret are secured there"),
  variables: givenVariables.prefault({}).describe("For every step, whatever the pipeline says"),
  accept: z.boolean().default(false).describe("Run it although some notes are errors: something else is run then"),
};

const runOutput = startedExecution.extend({ notes: z.array(hostNote).describe("What is otherwise there than here") });
const runExample = { ...startedExample, notes: [hostNoteExample] };

function startedOnHost({ started, notes }: HostRun, publicUrl: string): z.input<typeof runOutput> {
  return { ...startedExecutionOf(started, publicUrl), notes: notes.map(publicNote) };
}

const onHost =
  "It is written in the host's own language and runs there, for this run alone, and is an execution here at once. Bitbucket Cloud can; what it cannot say is told by notes, and errors among them refuse the run unless accepted.";

const executeOnHost = defineOperation({
  name: "pipelines.execute-on-host",
  summary: "Run a pipeline on its repository's host of code, without a commit",
  description: onHost,
  input: z.strictObject({ pipeline: id, version, ...runInput }),
  output: runOutput,
  access: { kind: "target", permission: "pipeline.run", target: "pipeline", from: "pipeline" },
  effect: "write",
  http: { method: "POST", path: "/pipelines/{pipeline}/execute-on-host", status: 201 },
  example: { input: { pipeline: pipelineExample.id, branch: "main" }, output: runExample },
  handle: async ({ app, actor, scope, publicUrl, permits, signal }, input) => {
    await refuseLoaders(permits, input.variables);
    const row = await readPipeline(app.tables, input.pipeline);
    if (row.archived_at !== null) {
      throw new Problem("conflict", "an archived pipeline is not run", { mend: "restore it first" });
    }
    const run = await runOnHost(app, {
      organizationId: scope.organizationId,
      repositoryId: row.repository_id,
      pipelineId: row.id,
      ...(input.version === undefined ? {} : { pipelineVersion: input.version }),
      ...requestOf(input),
      actor,
      signal,
    });
    return startedOnHost(run, publicUrl);
  },
});

const executeInline = defineOperation({
  name: "repositories.run-inline-on-host",
  summary: "Run a definition that is not saved on a repository's host of code, without a commit",
  description: onHost,
  input: z.strictObject({
    repository: id,
    text: z.string().min(1).max(5_000_000).describe("The definition, in YAML or JSON"),
    ...runInput,
  }),
  output: runOutput,
  access: { kind: "target", permission: "pipeline.run-inline", target: "repository", from: "repository" },
  effect: "write",
  http: { method: "POST", path: "/repositories/{repository}/run-inline-on-host", status: 201 },
  example: {
    input: { repository: executionExample.repositoryId, text: definitionExample, branch: "main" },
    output: runExample,
  },
  handle: async ({ app, actor, scope, publicUrl, signal }, input) => {
    const run = await runOnHost(app, {
      organizationId: scope.organizationId,
      repositoryId: input.repository,
      text: input.text,
      path: "inline.yml",
      ...requestOf(input),
      actor,
      signal,
    });
    return startedOnHost(run, publicUrl);
  },
});

export const onDemandOperations = [hostDefinition, executeOnHost, executeInline] as const;

interface RunInput {
  readonly branch?: string | undefined;
  readonly tag?: string | undefined;
  readonly commit?: string | undefined;
  readonly parameters: Readonly<Record<string, string>>;
  readonly variables: Readonly<Record<string, string>>;
  readonly accept: boolean;
}

function requestOf({ branch, tag, commit, parameters, variables, accept }: RunInput) {
  return {
    git: {
      ...(branch === undefined ? {} : { branch }),
      ...(tag === undefined ? {} : { tag }),
      ...(commit === undefined ? {} : { commit }),
    },
    parameters,
    variables,
    accept,
  };
}
