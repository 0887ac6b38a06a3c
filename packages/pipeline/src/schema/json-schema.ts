/** A JSON Schema, draft 2020-12. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** The zod schema of the language. Loads zod, which reading a pipeline does not. */
export async function pipelineSchema() {
  const module = await import("./pipeline.ts");
  return module.pipelineSchema;
}

/** The JSON Schema of a pipeline, for editors and for other programs. */
export async function pipelineJsonSchema(): Promise<JsonSchema> {
  const [{ toJSONSchema }, schema] = await Promise.all([import("zod"), pipelineSchema()]);
  return toJSONSchema(schema, { io: "input" });
}

/** The JSON Schema of a stage type's file. */
export async function stageTypeJsonSchema(): Promise<JsonSchema> {
  const [{ toJSONSchema }, { stageTypeSchema }] = await Promise.all([import("zod"), import("./stage-type.ts")]);
  return toJSONSchema(stageTypeSchema, { io: "input" });
}
