import * as z from "zod";
import { pipelineSchema } from "./pipeline.ts";
import { toShapes } from "./to-shapes.ts";

/** Every file that is made from the schema, by its path below the repository's root. */
export function generatedFiles(): Readonly<Record<string, string>> {
  return {
    "packages/pipeline/src/schema/shapes.generated.ts": shapesModule(),
    "schema/headrace.schema.json": `${JSON.stringify(z.toJSONSchema(pipelineSchema, { io: "input" }), null, 2)}\n`,
  };
}

function shapesModule(): string {
  return [
    "// Made from the schema by packages/pipeline/scripts/write-schema.ts; do not edit.",
    'import type { Shapes } from "./shape.ts";',
    "",
    "export const pipelineShapes: Shapes = {",
    ...Object.entries(toShapes(pipelineSchema)).map(([name, shape]) => `  ${name}: ${JSON.stringify(shape)},`),
    "};",
    "",
  ].join("\n");
}
