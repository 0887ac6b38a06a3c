import { describeDiff, diffPipelines } from "@headrace/pipeline/diff";
import type { PipelinesTable } from "@headrace/store/server";
import { z } from "zod";
import { type CheckedText, checkText } from "../definitions/check-text.ts";
import { definitionInput, textFrom } from "../definitions/definition-input.ts";
import type { OperationContext } from "../operations/context.ts";
import { defineOperation } from "../operations/operation.ts";
import { Problem } from "../problems/problem.ts";
import { generated, publicGenerated, readGenerated } from "../templates/generated.ts";
import { id, name } from "../values/fields.ts";
import { createDraft, createdPipeline, createdPipelineExample } from "./create-draft.ts";
import { listPipelineOperations } from "./list-operations.ts";
import { channel, definitionExample, definitionPath, pipelineExample, pipelineOf, pipelineSource } from "./pipeline.ts";
import { readPipeline, readVersion } from "./read-pipeline.ts";
import { saveVersion, versionIn } from "./save-version.ts";

const createPipeline = defineOperation({
  name: "pipelines.create",
  summary: "Create a pipeline, as a draft whose triggers do not start it yet",
  description:
    "A definition with errors is kept too, so that it can be corrected: see `diagnostics`. It cannot be activated or run before.",
  input: z.strictObject({
    name,
    repository: id,
    description: z.string().max(2000).default(""),
    source: pipelineSource.default("stored"),
    path: definitionPath.optional().describe("Of `source: repository`; headrace.yml unless said"),
    channel: channel.default("default"),
    message: z.string().max(500).default("First version"),
    ...definitionInput,
  }),
  output: createdPipeline,
  access: { kind: "target", permission: "pipeline.write", target: "repository", from: "repository" },
  effect: "write",
  http: { method: "POST", path: "/pipelines", status: 201 },
  example: {
    input: { name: "web-app", repository: pipelineExample.repositoryId, text: definitionExample },
    output: createdPipelineExample,
  },
  handle: async (context, input) => {
    const text = textFrom(input.name, input);
    if (input.source === "repository" && text !== undefined) {
      throw new Problem("invalid-input", "the definition of `source: repository` is the file in the repository", {
        mend: "leave the text out, or choose `source: stored`",
      });
    }
    if (input.source === "stored" && text === undefined) {
      throw new Problem("invalid-input", "a stored pipeline needs a definition", { mend: "give `text` or `stages`" });
    }
    const { name, repository, description, channel, message, path } = input;
    return await createDraft(context, {
      name,
      repository,
      description,
      channel,
      message,
      text,
      ...(path === undefined ? {} : { path }),
    });
  },
});

const getPipeline = defineOperation({
  name: "pipelines.get",
  summary: "Read a pipeline with its newest text and its latest executions",
  input: z.strictObject({ pipeline: id }),
  output: createdPipeline.extend({
    generated: generated.optional().describe("Of a pipeline that was made of a template: `pipelines.regenerate`"),
    executions: z.array(z.object({ id, number: z.number().int(), status: z.string(), outcome: z.string().optional() })),
  }),
  access: { kind: "target", permission: "pipeline.read", target: "pipeline", from: "pipeline" },
  effect: "read",
  http: { method: "GET", path: "/pipelines/{pipeline}" },
  example: {
    input: { pipeline: pipelineExample.id },
    output: {
      ...createdPipelineExample,
      executions: [{ id: "01a1fc56-91ad-7e6d-8dca-37f3b49c74f9", number: 12, status: "finished", outcome: "success" }],
    },
  },
  handle: async ({ app }, input) => {
    const row = await readPipeline(app.tables, input.pipeline);
    const executions = await app.tables
      .selectFrom("execution_links")
      .innerJoin("executions", "executions.id", "execution_links.execution_id")
      .select(["executions.id", "executions.number", "executions.status", "executions.outcome"])
      .where("execution_links.pipeline_id", "=", row.id)
      .orderBy("execution_links.created_at", "desc")
      .orderBy("execution_links.execution_id", "desc")
      .limit(10)
      .execute();
    const text = row.version === 0 ? undefined : (await readVersion(app.tables, row)).text;
    const checked = text === undefined ? undefined : await checkText(text, `${row.name}.yml`);
    const made = text === undefined ? undefined : await readGenerated(app.tables, row.id);
    return {
      ...pipelineOf(row),
      ...(text === undefined ? {} : { text }),
      ...(made === undefined ? {} : { generated: publicGenerated(made, row.version) }),
      diagnostics: [...(checked?.diagnostics ?? [])],
      executions: executions.map(({ outcome, ...execution }) => ({
        ...execution,
        ...(outcome === null ? {} : { outcome }),
      })),
    };
  },
});

const putPipeline = defineOperation({
  name: "pipelines.put",
  summary: "Save a new version of a pipeline's text",
  description:
    "`If-Match` says which version was edited. If another was saved meanwhile, the answer is 409 `version-conflict` with both texts, and nothing is lost.",
  input: z.strictObject({
    pipeline: id,
    ifMatch: z.string().max(50).optional().describe("The version that was edited, as in its ETag"),
    message: z.string().max(500).default("").describe("Of the version; says what changed unless given"),
    ...definitionInput,
  }),
  output: createdPipeline,
  access: { kind: "target", permission: "pipeline.write", target: "pipeline", from: "pipeline" },
  effect: "write",
  http: { method: "PUT", path: "/pipelines/{pipeline}", headers: { ifMatch: "if-match" } },
  example: {
    input: { pipeline: pipelineExample.id, ifMatch: '"2"', text: definitionExample, message: "Test on Node 24 too" },
    output: createdPipelineExample,
  },
  handle: async (context, input) => {
    const { app } = context;
    const edited = editedVersion(input.ifMatch);
    const before = await readPipeline(app.tables, input.pipeline);
    if (before.source === "repository") {
      throw new Problem("not-supported", "this pipeline's definition is the file in its repository", {
        mend: `commit a change of ${before.path ?? "headrace.yml"} there`,
      });
    }
    const text = textFrom(before.name, input);
    if (text === undefined)
      throw new Problem("invalid-input", "there is no definition", { mend: "give `text` or `stages`" });
    const checked = await checkText(text, `${before.name}.yml`);
    const message = input.message.trim() || (await messageOf(app, before, checked));
    const row = await saveVersion(context, { pipelineId: before.id, edited, text, checked, message });
    return { ...pipelineOf(row), text, diagnostics: [...checked.diagnostics] };
  },
});

export const managePipelineOperations = [createPipeline, ...listPipelineOperations, getPipeline, putPipeline] as const;

/** What a version without a message of its own is called: what differs from the one before. */
async function messageOf(
  app: OperationContext["app"],
  row: PipelinesTable,
  { pipeline }: CheckedText,
): Promise<string> {
  const before = await checkText((await readVersion(app.tables, row)).text);
  if (before.pipeline === null || pipeline === null) return "";
  return describeDiff(diffPipelines(before.pipeline, pipeline)).slice(0, 500);
}

function editedVersion(ifMatch: string | undefined): number {
  if (ifMatch === undefined) {
    throw new Problem("precondition-required", "which version was edited is not said", {
      mend: 'send If-Match with the version that you read, such as If-Match: "3"',
    });
  }
  return versionIn(ifMatch);
}
