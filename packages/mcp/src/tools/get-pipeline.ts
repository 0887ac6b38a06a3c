import { Problem } from "@headrace/app";
import { z } from "zod";
import type { AgentTool } from "./agent-tool.ts";
import { ofOperation } from "./of-operation.ts";

const get = ofOperation({
  name: "get_pipeline",
  toolset: "find",
  operation: "pipelines.get",
  when: "Its text and latest executions in one answer; for what would run use explain_plan.",
});

/** The text of one that lies in its repository is the file there, of the default branch. */
export const getPipeline: AgentTool = {
  ...get,
  async call(ask, input, turn) {
    const found = pipeline.parse(await get.call(ask, input, turn));
    if (found.source !== "repository" || found.text !== undefined) return found;
    try {
      const { text, branch, digest } = file.parse(await ask("pipelines.file", input, turn.signal));
      return { ...found, text, file: { branch, digest } };
    } catch (error) {
      // It is not there now, or cannot be fetched: the rest is worth knowing all the same.
      if (error instanceof Problem) return found;
      throw error;
    }
  },
};

const pipeline = z.looseObject({ source: z.string(), text: z.string().optional() });
const file = z.object({ text: z.string().optional(), branch: z.string(), digest: z.string() });
