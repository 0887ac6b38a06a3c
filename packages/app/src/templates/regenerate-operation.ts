import { describeDiff, diffPipelines } from "@headrace/pipeline/diff";
import { z } from "zod";
import { actorFrom } from "../access/kept-actor.ts";
import { checkText } from "../definitions/check-text.ts";
import { diagnostic } from "../definitions/diagnostics.ts";
import type { OperationContext } from "../operations/context.ts";
import { defineOperation } from "../operations/operation.ts";
import { definitionExample, pipelineExample } from "../pipelines/pipeline.ts";
import { readPipeline, readVersion } from "../pipelines/read-pipeline.ts";
import { saveVersion, versionIn } from "../pipelines/save-version.ts";
import { Problem } from "../problems/problem.ts";
import { id } from "../values/fields.ts";
import { customize, parametersIn } from "./customize.ts";
import {
  type ChosenParameters,
  chosenParameters,
  type Generated,
  type GeneratedVersion,
  readGenerated,
} from "./generated.ts";
import { findTemplate } from "./organization-templates.ts";

const regenerate = defineOperation({
  name: "pipelines.regenerate",
  summary: "Make a pipeline that was made of a template of it again, with the same or other values, as a new version",
  description:
    "Of the template as it is now, or as it was (`from`). With `dryRun` it only says what would change. Changes that people saved since are not overwritten unless `overwrite` says so: the answer is 409 `version-conflict` with both texts. A pipeline that was made of no template is refused with `not-supported`.",
  input: z.strictObject({
    pipeline: id,
    ifMatch: z.string().max(50).optional().describe("The version that is to be the newest still, as in its ETag"),
    from: z
      .enum(["newest", "kept"])
      .default("newest")
      .describe("The template as it is now, or as it was when the pipeline was made of it last"),
    parameters: z
      .record(z.string(), chosenParameters.valueType.nullable())
      .default({})
      .describe("Other values than the last time; null for the template's own default"),
    overwrite: z.boolean().default(false).describe("Also what people changed since; it stays among the versions"),
    dryRun: z.boolean().default(false).describe("Save nothing"),
  }),
  output: z.object({
    saved: z.boolean().describe("False of a dry run, and where nothing would change"),
    version: z.number().int().describe("The newest one now"),
    generatedVersion: z.number().int().describe("The newest before that was made of the template"),
    edited: z.boolean().describe("People saved another text since that one"),
    currentText: z.string().describe("Of the newest version before"),
    text: z.string(),
    changes: z.string().describe("What differs in meaning, in a sentence; empty where one of them cannot be read"),
    parameters: chosenParameters.describe("With which it was made"),
    dropped: z.array(z.string()).describe("Parameters of the last time that the template has no more"),
    diagnostics: z.array(diagnostic),
  }),
  access: { kind: "target", permission: "pipeline.write", target: "pipeline", from: "pipeline" },
  effect: "write",
  http: { method: "POST", path: "/pipelines/{pipeline}/regenerate", headers: { ifMatch: "if-match" } },
  example: {
    input: { pipeline: pipelineExample.id, parameters: { "node-version": "24" }, dryRun: true },
    output: {
      saved: false,
      version: 3,
      generatedVersion: 3,
      edited: false,
      currentText: definitionExample,
      text: definitionExample,
      changes: "",
      parameters: { "node-version": "24" },
      dropped: [],
      diagnostics: [],
    },
  },
  handle: async (context, input) => {
    const { app } = context;
    const pipeline = await readPipeline(app.tables, input.pipeline);
    const before = await readGenerated(app.tables, pipeline.id);
    if (before === undefined) throw notGenerated();
    const current = await readVersion(app.tables, pipeline);
    const wanted = input.ifMatch === undefined ? current.version : versionIn(input.ifMatch);
    const template = await templateOf(context, before, input.from);
    const { parameters, dropped } = chosen(template.text, before.parameters, input.parameters);
    const text = customize(template.text, { name: pipeline.name, parameters });
    const [was, checked] = await Promise.all([checkText(current.text), checkText(text, `${pipeline.name}.yml`)]);
    const edited = before.version !== current.version;
    const told = {
      generatedVersion: before.version,
      edited,
      currentText: current.text,
      text,
      changes:
        was.pipeline === null || checked.pipeline === null
          ? ""
          : describeDiff(diffPipelines(was.pipeline, checked.pipeline)),
      parameters,
      dropped,
      diagnostics: [...checked.diagnostics],
    };
    const isSame = text === current.text && wanted === current.version;
    if (input.dryRun || isSame) return { saved: false, version: current.version, ...told };
    if (edited && !input.overwrite) {
      throw new Problem(
        "version-conflict",
        `version ${current.version} was saved by ${actorFrom(current.created_by).name} since version ${before.version} was made of the template`,
        {
          mend: "put both texts together and save them by pipelines.put, or set `overwrite`: the other stays among the versions",
          detail: { edited: before.version, current: current.version, currentText: current.text, yourText: text },
        },
      );
    }
    const { version } = await saveVersion(context, {
      pipelineId: pipeline.id,
      edited: wanted,
      text,
      checked,
      message: `From the template ${template.name} again`,
      generated: JSON.stringify({ ...template, parameters } satisfies Generated),
    });
    return { saved: true, version, ...told };
  },
});

export const regenerateOperations = [regenerate] as const;

function notGenerated(): Problem {
  return new Problem("not-supported", "this pipeline was made of no template", {
    mend: "change its text by pipelines.put, or make a pipeline by pipelines.create-from-template",
  });
}

async function templateOf(
  { app, principal, scope }: OperationContext,
  before: GeneratedVersion,
  from: "newest" | "kept",
): Promise<Pick<Generated, "template" | "name" | "text">> {
  const { template, name, text } = before;
  if (from === "kept") return { template, name, text };
  const wanted = { id: template, organizationId: scope.organizationId, principal };
  const found = await findTemplate(app, wanted).catch((error: unknown) => {
    if (!(error instanceof Problem) || error.code !== "not-found") throw error;
    throw new Problem("not-found", `the template ${name} is there no more, or not for you`, {
      mend: 'make it of the template as it was: `from: "kept"`',
    });
  });
  return { template, name: found.name, text: found.text };
}

/** The values of the last time, less those that the template has no more, under those that are given now. */
function chosen(
  text: string,
  before: ChosenParameters,
  now: Readonly<Record<string, ChosenParameters[string] | null>>,
): { readonly parameters: ChosenParameters; readonly dropped: string[] } {
  const known = new Set(parametersIn(text));
  const dropped = Object.keys(before).filter((name) => !known.has(name) && now[name] === undefined);
  const all = Object.entries({ ...before, ...now }).filter(([name]) => !dropped.includes(name));
  return {
    parameters: Object.fromEntries(all.flatMap(([name, value]) => (value === null ? [] : [[name, value]]))),
    dropped,
  };
}
