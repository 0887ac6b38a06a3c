import * as z from "zod";
import { pipelineSchema } from "./pipeline.ts";
import { languageReference } from "./reference.ts";
import type { Shapes } from "./shape.ts";
import { stageTypeSchema } from "./stage-type.ts";
import { toShapes } from "./to-shapes.ts";

/** Every file that is made from the schema, by its path below the repository's root. */
export function generatedFiles(): Readonly<Record<string, string>> {
  return {
    "packages/pipeline/src/schema/shapes.generated.ts": shapesModule(),
    "docs/language.md": languageReference(),
    "schema/headrace.schema.json": jsonSchema(pipelineSchema),
    "schema/stage-type.schema.json": jsonSchema(stageTypeSchema),
  };
}

function allShapes(): Shapes {
  return { ...toShapes(pipelineSchema, "Pipeline"), ...toShapes(stageTypeSchema, "StageType") };
}

function jsonSchema(schema: z.ZodType): string {
  return `${JSON.stringify(z.toJSONSchema(schema, { io: "input" }), null, 2)}\n`;
}

function shapesModule(): string {
  return [
    "// Made from the schema by packages/pipeline/scripts/write-schema.ts; do not edit.",
    'import type { Shapes } from "./shape.ts";',
    "",
    "export const languageShapes: Shapes = {",
    ...Object.entries(allShapes()).map(([name, shape]) => `  ${name}: ${JSON.stringify(shape)},`),
    "};",
    "",
  ].join("\n");
}
