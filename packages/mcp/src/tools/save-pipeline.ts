import { Problem } from "@headrace/app";
import { z } from "zod";
import type { AgentTool } from "./agent-tool.ts";
import { ofOperation } from "./of-operation.ts";
import { operationOf } from "./operation-of.ts";

/** An agent writes text; a person's designer writes the parts of it. */
const parts = ["stages", "triggers", "parameters", "definitionVariables"];

const validated = operationOf("pipelines.validate").output;

/** With `validate_only`: says what is wrong with the text, and saves nothing. */
function checkedFirst(tool: AgentTool): AgentTool {
  return {
    ...tool,
    input: tool.input.extend({
      validate_only: z.boolean().optional().describe("Say what is wrong with the text, and save nothing"),
    }),
    // Either what was saved, or what is wrong.
    output: z.object({
      ...tool.output?.partial().shape,
      ...(validated instanceof z.ZodObject ? validated.partial().shape : {}),
    }),
    async call(ask, { validate_only: only, ...rest }, turn) {
      if (only !== true) return await tool.call(ask, rest, turn);
      return await ask("pipelines.validate", { text: rest.text ?? "" }, turn.signal);
    },
  };
}

export const createPipeline = checkedFirst(
  ofOperation({
    name: "create_pipeline",
    toolset: "pipelines",
    operation: "pipelines.create",
    when: "It begins as a draft that no trigger starts: activate_pipeline lets them. Try `validate_only` first.",
    without: parts,
  }),
);

const put = ofOperation({
  name: "update_pipeline",
  toolset: "pipelines",
  operation: "pipelines.put",
  when: "Give the `version` that you read, so that nobody's change is lost. Older ones are kept: roll_back_pipeline. One whose `source` is its repository is changed by commit_pipeline_file.",
  without: [...parts, "ifMatch"],
});

/** What other faces say by a header is a number here, as get_pipeline gave it. */
export const updatePipeline = checkedFirst({
  ...put,
  example: { ...put.example, version: 2 },
  input: put.input.extend({
    version: z.int().min(1).optional().describe("That you read; refused where a newer one is there"),
  }),
  async call(ask, { version, ...rest }, turn) {
    if (version !== undefined) return await put.call(ask, { ...rest, ifMatch: String(version) }, turn);
    throw new Problem("invalid-input", "the version that was edited is not said", {
      mend: "give the `version` that get_pipeline showed with the text",
      faults: [{ path: "version", message: "missing" }],
    });
  },
});
