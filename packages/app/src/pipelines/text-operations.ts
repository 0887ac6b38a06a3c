import { Readable } from "node:stream";
import { printBitbucketPipelines, withNotes } from "@headrace/dialects";
import { startEvents } from "@headrace/execution";
import { diffPipelines } from "@headrace/pipeline/diff";
import { toMermaid } from "@headrace/pipeline/format";
import type { PipelinesTable } from "@headrace/store/server";
import { z } from "zod";
import type { App } from "../app.ts";
import { checkText } from "../definitions/check-text.ts";
import { diagnostic, diagnosticExample } from "../definitions/diagnostics.ts";
import { givenParameters } from "../executions/execution.ts";
import { ByteAnswer } from "../operations/answers.ts";
import { defineOperation } from "../operations/operation.ts";
import { contains } from "../paging/contains.ts";
import { pageFrom, pageInput, pageOf, positionOf, searchInput } from "../paging/page.ts";
import { ownFault, Problem } from "../problems/problem.ts";
import { readRepository } from "../repositories/read-repository.ts";
import { branch, id } from "../values/fields.ts";
import { definitionExample, pipelineExample } from "./pipeline.ts";
import { readPipeline, readVersion } from "./read-pipeline.ts";
import { pipelineVersion, versionExample, versionOf, versionWithText, versionWithTextExample } from "./version.ts";

const versionNumber = z.number().int().min(1).max(1_000_000_000);

const checked = z.object({ valid: z.boolean(), digest: z.string().optional(), diagnostics: z.array(diagnostic) });

const validate = defineOperation({
  name: "pipelines.validate",
  summary: "Say everything that is wrong with a definition, with places and mends",
  input: z.strictObject({ text: z.string().max(5_000_000), path: z.string().max(500).default("headrace.yml") }),
  output: checked,
  access: { kind: "signed-in" },
  effect: "read",
  http: { method: "POST", path: "/pipelines/validate" },
  example: { input: { text: definitionExample }, output: { valid: false, diagnostics: [diagnosticExample] } },
  handle: async (_context, { text, path }) => {
    const { digest, diagnostics } = await checkText(text, path);
    return { valid: digest !== null, ...(digest === null ? {} : { digest }), diagnostics: [...diagnostics] };
  },
});

const versions = defineOperation({
  name: "pipelines.versions",
  summary: "List the versions of a pipeline's text, newest first",
  input: z.strictObject({ pipeline: id, ...pageInput, ...searchInput("the message") }),
  output: pageOf(pipelineVersion),
  access: { kind: "target", permission: "pipeline.read", target: "pipeline", from: "pipeline" },
  effect: "read",
  http: { method: "GET", path: "/pipelines/{pipeline}/versions" },
  example: { input: { pipeline: pipelineExample.id }, output: { items: [versionExample] } },
  handle: async ({ app }, { pipeline, limit, cursor, search }) => {
    let select = app.tables
      .selectFrom("pipeline_versions")
      .select(["pipeline_id", "version", "digest", "commit_id", "message", "created_by", "created_at"])
      .where("pipeline_id", "=", pipeline)
      .orderBy("version", "desc")
      .limit(limit + 1);
    if (search !== undefined) select = select.where(contains("message", search));
    if (cursor !== undefined) select = select.where("version", "<", positionOf(cursor).at);
    return pageFrom(await select.execute(), limit, {
      item: versionOf,
      position: (row) => ({ at: row.version, id: row.pipeline_id }),
    });
  },
});

const version = defineOperation({
  name: "pipelines.version",
  summary: "Read one version of a pipeline's text",
  input: z.strictObject({ pipeline: id, version: versionNumber }),
  output: versionWithText,
  access: { kind: "target", permission: "pipeline.read", target: "pipeline", from: "pipeline" },
  effect: "read",
  http: { method: "GET", path: "/pipelines/{pipeline}/versions/{version}" },
  example: { input: { pipeline: pipelineExample.id, version: 3 }, output: versionWithTextExample },
  handle: async ({ app }, input) => {
    const row = await readVersion(app.tables, await readPipeline(app.tables, input.pipeline), input.version);
    return { ...versionOf(row), text: row.text };
  },
});

const fieldChange = z.looseObject({});

const diff = defineOperation({
  name: "pipelines.diff",
  summary: "Say how two versions differ in meaning",
  input: z.strictObject({ pipeline: id, from: versionNumber, to: versionNumber }),
  output: z.object({
    same: z.boolean(),
    pipeline: z.array(fieldChange).describe("Outside the stages"),
    stages: z.array(z.looseObject({ kind: z.enum(["added", "removed", "renamed", "changed"]), stage: z.string() })),
    fromText: z.string(),
    toText: z.string(),
  }),
  access: { kind: "target", permission: "pipeline.read", target: "pipeline", from: "pipeline" },
  effect: "read",
  http: { method: "GET", path: "/pipelines/{pipeline}/diff" },
  example: {
    input: { pipeline: pipelineExample.id, from: 2, to: 3 },
    output: {
      same: false,
      pipeline: [],
      stages: [{ kind: "added", stage: "lint" }],
      fromText: definitionExample,
      toText: definitionExample,
    },
  },
  handle: async ({ app }, input) => {
    const pipeline = await readPipeline(app.tables, input.pipeline);
    const [from, to] = await Promise.all(
      [input.from, input.to].map(async (number) => {
        const { text } = await readVersion(app.tables, pipeline, number);
        const read = await checkText(text);
        if (read.pipeline !== null) return { text, pipeline: read.pipeline };
        throw new Problem("invalid-definition", `version ${number} cannot be read as a pipeline`, {
          mend: "compare the texts of both versions",
          detail: { diagnostics: read.diagnostics },
        });
      }),
    );
    if (from === undefined || to === undefined) throw ownFault("two versions were read");
    const { same, pipeline: fields, stages } = diffPipelines(from.pipeline, to.pipeline);
    return {
      same,
      pipeline: fields.map((change) => ({ ...change })),
      stages: stages.map((change) => ({ ...change })),
      fromText: from.text,
      toText: to.text,
    };
  },
});

const exportPipeline = defineOperation({
  name: "pipelines.export",
  summary:
    "Give a pipeline as a file: its own text, its model as JSON, its graph in Mermaid, or for Bitbucket Pipelines",
  description: "Of `source: repository`: as the default branch has it now.",
  input: z.strictObject({
    pipeline: id,
    version: versionNumber.optional(),
    format: z
      .enum(["yaml", "json", "mermaid", "bitbucket"])
      .default("yaml")
      .describe("`bitbucket`: a `bitbucket-pipelines.yml`, with what it cannot say as comments"),
  }),
  output: z.unknown(),
  access: { kind: "target", permission: "pipeline.read", target: "pipeline", from: "pipeline" },
  effect: "read",
  http: { method: "GET", path: "/pipelines/{pipeline}/export", answers: ["bytes"] },
  example: { input: { pipeline: pipelineExample.id, format: "mermaid" } },
  handle: async ({ app }, input) => {
    const pipeline = await readPipeline(app.tables, input.pipeline);
    const text = await textOf(app, pipeline, input.version);
    if (input.format === "yaml") return fileAnswer(text, "application/yaml; charset=utf-8", `${pipeline.name}.yml`);
    const read = await checkText(text);
    // What others are to run is to be sound.
    if (read.pipeline === null || (input.format === "bitbucket" && read.digest === null)) {
      throw new Problem("invalid-definition", "this definition cannot be read as a pipeline without errors", {
        mend: "export it as YAML, which gives the text as it is",
        detail: { diagnostics: read.diagnostics },
      });
    }
    if (input.format === "bitbucket") {
      const text = withNotes(printBitbucketPipelines(read.pipeline));
      return fileAnswer(text, "application/yaml; charset=utf-8", "bitbucket-pipelines.yml");
    }
    return input.format === "json"
      ? fileAnswer(
          `${JSON.stringify(read.pipeline, null, 2)}\n`,
          "application/json; charset=utf-8",
          `${pipeline.name}.json`,
        )
      : fileAnswer(toMermaid(read.pipeline), "text/vnd.mermaid; charset=utf-8", `${pipeline.name}.mmd`);
  },
});

const plan = defineOperation({
  name: "pipelines.plan",
  summary: "Say what would run for a branch and an event, and why",
  input: z.strictObject({
    pipeline: id,
    event: z.enum(startEvents).default("manual"),
    branch: branch.optional().describe("The repository's default branch unless said"),
    tag: z.string().max(255).optional(),
    targetBranch: branch.optional().describe("Of a pull request"),
    commit: z.string().max(100).optional(),
    changedFiles: z.array(z.string().max(1000)).max(10_000).optional().describe("As if these had changed"),
    parameters: givenParameters.optional(),
    stages: z.array(z.string()).max(1000).optional().describe("Only these"),
    until: z.array(z.string()).max(1000).optional().describe("These and what they need"),
    text: z.string().max(5_000_000).optional().describe("As if the pipeline said this; for those who may change it"),
  }),
  output: z.object({
    trigger: z
      .object({ matches: z.boolean(), reason: z.string() })
      .describe("Whether the event starts the pipeline at all, by its triggers; only an active one is started"),
    stages: z.array(
      z.object({
        kind: z.enum(["run", "skip", "carry", "unknown"]),
        stage: z.string(),
        instance: z.string(),
        why: z.string(),
        reason: z.string().optional(),
      }),
    ),
  }),
  access: { kind: "target", permission: "pipeline.read", target: "pipeline", from: "pipeline" },
  effect: "read",
  http: { method: "POST", path: "/pipelines/{pipeline}/plan" },
  example: {
    input: { pipeline: pipelineExample.id, event: "push", branch: "main" },
    output: {
      trigger: { matches: true, reason: 'The push to "main" matches.' },
      stages: [{ kind: "run", stage: "test", instance: "test", why: "it needs nothing" }],
    },
  },
  handle: async ({ app, actor, scope, permits }, input) => {
    // A condition of one's own tells what it reads, such as variables.
    if (input.text !== undefined && !(await permits("pipeline.write"))) {
      throw new Problem("forbidden", "what a text of one's own would do is told to those who may change the pipeline", {
        mend: "ask about the pipeline as it is, without `text`",
      });
    }
    const pipeline = await readPipeline(app.tables, input.pipeline);
    const { trigger, stages } = await app.runs.preview({
      organizationId: scope.organizationId,
      repositoryId: pipeline.repository_id,
      pipelineId: pipeline.id,
      event: input.event,
      actor,
      trust: "own",
      git: {
        ...(input.branch === undefined ? {} : { branch: input.branch }),
        ...(input.tag === undefined ? {} : { tag: input.tag }),
        ...(input.targetBranch === undefined ? {} : { targetBranch: input.targetBranch }),
        ...(input.commit === undefined ? {} : { commit: input.commit }),
        ...(input.changedFiles === undefined ? {} : { changedFiles: input.changedFiles }),
      },
      ...(input.text === undefined ? {} : { text: input.text }),
      ...(input.parameters === undefined ? {} : { parameters: input.parameters }),
      ...(input.stages === undefined ? {} : { only: input.stages }),
      ...(input.until === undefined ? {} : { until: input.until }),
    });
    return { trigger: { ...trigger }, stages: stages.map((each) => ({ ...each })) };
  },
});

export const pipelineTextOperations = [validate, versions, version, diff, exportPipeline, plan] as const;

/** Of a version that is kept; else of the file in the repository, as its default branch has it now. Throws `not-found`. */
async function textOf(app: App, pipeline: PipelinesTable, version: number | undefined): Promise<string> {
  if (pipeline.source !== "repository" || version !== undefined) {
    return (await readVersion(app.tables, pipeline, version)).text;
  }
  const path = pipeline.path ?? "headrace.yml";
  const repository = await readRepository(app.tables, pipeline.repository_id);
  const source = await app.sources.open(repository, { git: {}, byHand: false });
  const text = await source.readFile(path);
  if (text !== null) return text;
  throw new Problem("not-found", `there is no ${path} on the branch "${repository.default_branch}"`, {
    mend: "commit it there, or change the pipeline's path",
  });
}

function fileAnswer(text: string, contentType: string, fileName: string): ByteAnswer {
  const bytes = Buffer.from(text);
  return new ByteAnswer(Readable.from([bytes]), { contentType, fileName, length: bytes.length });
}
