import type { PipelineVersionsTable } from "@headrace/store/server";
import { z } from "zod";
import { actorFrom } from "../access/kept-actor.ts";
import { time, timeOf } from "../values/fields.ts";
import { definitionExample } from "./pipeline.ts";

/** One text that a pipeline has had. */
export const pipelineVersion = z.object({
  version: z.number().int(),
  digest: z.string().optional().describe("SHA-256 of the canonical JSON; absent where it has errors"),
  message: z.string(),
  createdBy: z.string(),
  createdAt: time,
});

export const versionWithText = pipelineVersion.extend({ text: z.string() });

export function versionOf(row: Omit<PipelineVersionsTable, "text" | "generated">): z.input<typeof pipelineVersion> {
  return {
    version: row.version,
    ...(row.digest === null ? {} : { digest: row.digest }),
    message: row.message,
    createdBy: actorFrom(row.created_by).name,
    createdAt: timeOf(row.created_at),
  };
}

export const versionExample: z.input<typeof pipelineVersion> = {
  version: 3,
  digest: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
  message: "Test on Node 24 too",
  createdBy: "Ada",
  createdAt: "2026-11-21T10:12:30.500Z",
};

export const versionWithTextExample: z.input<typeof versionWithText> = { ...versionExample, text: definitionExample };
