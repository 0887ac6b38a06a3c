import type { ServerTables } from "@headrace/store/server";
import { z } from "zod";
import { id } from "../values/fields.ts";

/** Values that a template's parameters are given as their defaults. */
export const chosenParameters = z.record(z.string(), z.union([z.string().max(10_000), z.number(), z.boolean()]));
export type ChosenParameters = z.output<typeof chosenParameters>;

/** From what a version of a pipeline was made, so that it can be made again. */
const kept = z.object({
  template: z.string(),
  name: z.string(),
  /** The template's, as it was. */
  text: z.string(),
  parameters: chosenParameters,
});
export type Generated = z.output<typeof kept>;

export interface GeneratedVersion extends Generated {
  readonly version: number;
}

/** As people see it: without the template's text. */
export const generated = z.object({
  template: id,
  name: z.string().describe("The template's, then"),
  parameters: chosenParameters,
  version: z.number().int().describe("The newest that was made of it"),
  edited: z.boolean().describe("A person has saved another text since"),
});

/** The newest version that was made of a template; undefined for a pipeline of which none was. */
export async function readGenerated(tables: ServerTables, pipelineId: string): Promise<GeneratedVersion | undefined> {
  const row = await tables
    .selectFrom("pipeline_versions")
    .select(["version", "generated"])
    .where("pipeline_id", "=", pipelineId)
    .where("generated", "is not", null)
    .orderBy("version", "desc")
    .limit(1)
    .executeTakeFirst();
  if (row?.generated == null) return undefined;
  return { ...kept.parse(JSON.parse(row.generated)), version: row.version };
}

export function publicGenerated({ text: _, ...one }: GeneratedVersion, newest: number): z.input<typeof generated> {
  return { ...one, edited: one.version !== newest };
}
