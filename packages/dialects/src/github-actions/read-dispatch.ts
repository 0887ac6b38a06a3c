import { partOf, readForeign, textOf, textsOf } from "../source/read-foreign.ts";
import type { SourceNode } from "../source/source-node.ts";

/** What a GitHub workflow asks of whoever starts it by hand. */
export interface DispatchInput {
  readonly name: string;
  readonly description?: string;
  readonly type: "string" | "boolean" | "number" | "choice" | "environment";
  readonly required: boolean;
  readonly default?: string;
  /** Of a choice; empty else. */
  readonly options: readonly string[];
}

/**
 * `none`: it has no trigger `workflow_dispatch`, and nobody can start it. `unreadable`: it is no YAML, or too large.
 */
export type ReadDispatch =
  | { readonly kind: "dispatch"; readonly inputs: readonly DispatchInput[] }
  | { readonly kind: "none" | "unreadable" };

/** GitHub takes no more. https://docs.github.com/actions/reference/workflows-and-actions/events-that-trigger-workflows */
const mostInputs = 25;

/**
 * The inputs of a workflow file, by which it is started by hand. Nothing is evaluated, and whatever else the file holds
 * may be as it likes. Never throws for what the text holds.
 */
export function readDispatch(text: string): ReadDispatch {
  const root = readForeign(text);
  if (root === undefined) return { kind: "unreadable" };
  const triggers = partOf(root, "on");
  if (triggers?.kind !== "mapping") {
    return textsOf(triggers).includes("workflow_dispatch") ? { kind: "dispatch", inputs: [] } : { kind: "none" };
  }
  const dispatch = triggers.entries.find(({ key }) => key === "workflow_dispatch");
  if (dispatch === undefined) return { kind: "none" };
  const inputs = partOf(dispatch.value, "inputs");
  const entries = inputs?.kind === "mapping" ? inputs.entries.slice(0, mostInputs) : [];
  return { kind: "dispatch", inputs: entries.map(({ key, value }) => inputOf(key, value)) };
}

function inputOf(name: string, node: SourceNode): DispatchInput {
  const description = textOf(partOf(node, "description"));
  const initial = textOf(partOf(node, "default"));
  return {
    name,
    ...(description === undefined ? {} : { description }),
    type: typeOf(textOf(partOf(node, "type"))),
    required: textOf(partOf(node, "required")) === "true",
    ...(initial === undefined ? {} : { default: initial }),
    options: textsOf(partOf(node, "options")),
  };
}

const types = ["string", "boolean", "number", "choice", "environment"] as const;

function typeOf(word: string | undefined): DispatchInput["type"] {
  return types.find((type) => type === word) ?? "string";
}
