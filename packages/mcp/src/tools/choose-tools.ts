import { HeadraceError, nearestName } from "@headrace/pipeline";
import { type Toolset, toolsetNames, usualToolsets } from "../toolsets.ts";
import type { AgentTool } from "./agent-tool.ts";
import { allTools } from "./all-tools.ts";

export interface ToolChoice {
  /** `all` is every one; the usual ones unless said, or none where `tools` are named alone. */
  readonly toolsets?: readonly string[];
  /** Beside those of the toolsets. */
  readonly tools?: readonly string[];
  readonly without?: readonly string[];
  /** Only what changes nothing, whatever else is chosen. */
  readonly readOnly?: boolean;
}

/** Throws `invalid-argument` for a name that there is not. */
export function chooseTools({
  toolsets,
  tools = [],
  without = [],
  readOnly = false,
}: ToolChoice): readonly AgentTool[] {
  const named = toolsets ?? (tools.length > 0 ? [] : usualToolsets);
  const sets = named.includes("all") ? toolsetNames : named.map(toolsetOf);
  for (const name of [...tools, ...without])
    refuseUnknown(
      "tool",
      name,
      allTools.map((tool) => tool.name),
    );
  return allTools.filter(
    (tool) =>
      ((sets.includes(tool.toolset) && tool.onlyByName !== true) || tools.includes(tool.name)) &&
      !without.includes(tool.name) &&
      (!readOnly || tool.effect === "read"),
  );
}

function toolsetOf(name: string): Toolset {
  refuseUnknown("toolset", name, toolsetNames);
  return toolsetNames.find((each) => each === name) ?? "find";
}

function refuseUnknown(kind: "tool" | "toolset", name: string, known: readonly string[]): void {
  if (known.includes(name)) return;
  const near = nearestName(name, known);
  throw new HeadraceError("invalid-argument", `there is no ${kind} "${name}"`, {
    mend: near === undefined ? `the ${kind}s are: ${known.join(", ")}` : `did you mean "${near}"?`,
  });
}
