import { createStageTypes, type StageType, type StageTypeInput } from "@headrace/pipeline";
import { z } from "zod";
import { defineOperation } from "../operations/operation.ts";
import { notFound } from "../problems/problem.ts";

const stageType = z.object({
  type: z.string().describe("As `uses` names it"),
  category: z.string(),
  summary: z.string(),
  inputs: z.array(
    z.object({
      name: z.string(),
      type: z.string(),
      description: z.string(),
      required: z.boolean(),
      default: z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]).optional(),
      options: z.array(z.string()).optional(),
    }),
  ),
  outputs: z.array(z.object({ name: z.string(), description: z.string() })),
  inputSchema: z.looseObject({}).describe("JSON Schema of `with`"),
  example: z.string().describe("A stage that uses it, in YAML"),
});

type PublicStageType = z.input<typeof stageType>;

const listStageTypes = defineOperation({
  name: "stage-types.list",
  summary: "List the kinds of stage that a pipeline can use",
  input: z.strictObject({ category: z.string().max(50).optional(), search: z.string().max(200).optional() }),
  output: z.object({ items: z.array(stageType) }),
  access: { kind: "signed-in" },
  effect: "read",
  http: { method: "GET", path: "/stage-types" },
  example: { input: { category: "build" }, output: { items: [] } },
  handle: async (_context, { category, search }) => {
    const words = search?.toLowerCase();
    const items = createStageTypes()
      .list()
      .filter(
        (each) =>
          (category === undefined || each.category === category) &&
          (words === undefined || `${each.type} ${each.summary}`.toLowerCase().includes(words)),
      );
    return { items: items.map(publicStageType) };
  },
});

const getStageType = defineOperation({
  name: "stage-types.get",
  summary: "Read a kind of stage: its inputs, its outputs, an example",
  input: z.strictObject({ type: z.string().max(100) }),
  output: stageType,
  access: { kind: "signed-in" },
  effect: "read",
  http: { method: "GET", path: "/stage-types/{type}" },
  example: {
    input: { type: "script" },
    output: {
      type: "script",
      category: "custom",
      summary: "Runs a script.",
      inputs: [{ name: "run", type: "string", description: "The script.", required: true }],
      outputs: [],
      inputSchema: { type: "object" },
      example: "script:\n  uses: script\n",
    },
  },
  handle: async (_context, { type }) => {
    const found = createStageTypes().get(type);
    if (found === undefined) throw notFound("stage type", type);
    return publicStageType(found);
  },
});

export const stageTypeOperations = [listStageTypes, getStageType] as const;

function publicStageType({ type, category, summary, inputs, outputs }: StageType): PublicStageType {
  const needed = inputs.filter(({ required }) => required === true);
  return {
    type,
    category,
    summary,
    inputs: inputs.map((input) => ({
      name: input.name,
      type: input.type,
      description: input.description,
      required: input.required ?? false,
      ...(input.default === undefined ? {} : { default: defaultOf(input.default) }),
      ...(input.options === undefined ? {} : { options: [...input.options] }),
    })),
    outputs: outputs.map((output) => ({ ...output })),
    inputSchema: {
      type: "object",
      properties: Object.fromEntries(inputs.map((input) => [input.name, schemaOf(input)])),
      required: needed.map(({ name }) => name),
      additionalProperties: false,
    },
    example: exampleOf(type, needed),
  };
}

function defaultOf(value: NonNullable<StageTypeInput["default"]>): string | number | boolean | string[] {
  return typeof value === "object" ? [...value] : value;
}

function schemaOf({ type, description, options, default: standard }: StageTypeInput): Record<string, unknown> {
  const more = { description, ...(standard === undefined ? {} : { default: standard }) };
  switch (type) {
    case "number":
      return { type: "number", ...more };
    case "boolean":
      return { type: "boolean", ...more };
    case "choice":
      return { enum: options ?? [], ...more };
    case "list":
      return { type: "array", items: { type: "string" }, ...more };
    case "services":
      return { type: "object", ...more };
    case "string":
    case "path":
    case "secret":
      return { type: "string", ...more };
  }
}

function exampleOf(type: string, needed: readonly StageTypeInput[]): string {
  const head = `${type}:\n  uses: ${type}\n`;
  if (needed.length === 0) return head;
  return `${head}  with:\n${needed.map(({ name, description }) => `    ${name}: … # ${description}\n`).join("")}`;
}
