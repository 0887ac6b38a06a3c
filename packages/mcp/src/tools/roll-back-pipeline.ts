import { z } from "zod";
import type { AgentTool } from "./agent-tool.ts";
import { operationOf } from "./operation-of.ts";

const saved = operationOf("pipelines.put").output;
const kept = z.object({ text: z.string() });
const newest = z.object({ version: z.int() });

/** The old text becomes the newest version, so that this can be taken back as well. */
export const rollBackPipeline: AgentTool = {
  name: "roll_back_pipeline",
  title: "Bring back an earlier version of a pipeline's text",
  toolset: "pipelines",
  description:
    "Save an earlier version of a pipeline's text as the newest one. list_pipeline_versions has the numbers, compare_pipeline_versions what would change.",
  input: z.strictObject({
    pipeline: z.string().describe("Its id"),
    version: z.int().min(1).describe("To bring back"),
    message: z.string().max(500).optional().describe("Why; kept with the new version"),
  }),
  ...(saved instanceof z.ZodObject ? { output: saved } : {}),
  example: { pipeline: "01a1fc42-b97f-7bef-9713-0b6621de95a8", version: 2 },
  effect: "write",
  async call(ask, { pipeline, version, message = `Back to version ${String(version)}` }, { signal }) {
    const before = newest.parse(await ask("pipelines.get", { pipeline }, signal));
    const { text } = kept.parse(await ask("pipelines.version", { pipeline, version }, signal));
    return await ask("pipelines.put", { pipeline, text, message, ifMatch: String(before.version) }, signal);
  },
};
