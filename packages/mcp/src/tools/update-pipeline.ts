import { z } from "zod";
import type { AgentTool } from "./agent-tool.ts";
import { ofOperation } from "./of-operation.ts";

const put = ofOperation({
  name: "update_pipeline",
  toolset: "pipelines",
  operation: "pipelines.put",
  when: "Give the `version` that you read, so that nobody's change is lost; older versions are kept.",
  without: ["stages", "triggers", "parameters", "definitionVariables", "ifMatch"],
});

/** What other faces say by a header is a number here, as get_pipeline gave it. */
export const updatePipeline: AgentTool = {
  ...put,
  input: put.input.extend({ version: z.int().min(1).optional().describe("Refused where a newer one is there") }),
  call: async (ask, { version, ...rest }, signal) =>
    await put.call(ask, { ...rest, ...(version === undefined ? {} : { ifMatch: String(version) }) }, signal),
};
