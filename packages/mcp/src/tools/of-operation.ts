import { type Operation, ownFault } from "@headrace/app";
import { z } from "zod";
import type { Toolset } from "../toolsets.ts";
import type { AgentTool } from "./agent-tool.ts";
import { operationOf } from "./operation-of.ts";

export interface OperationTool {
  readonly name: string;
  readonly toolset: Toolset;
  readonly operation: string;
  /** Beside the operation's own summary: when to use it, and what to use instead. */
  readonly when: string;
  /** Keys of the input that are not for agents. */
  readonly without?: readonly string[];
  readonly onlyByName?: true;
  /** Of one that destroys: the key that names what is lost, where that is not the thing it is allowed by. */
  readonly about?: string;
}

/** An operation as a tool: its input without what only other faces need, its answer as it is, its effect as hints. */
export function ofOperation({ operation: named, when, without = [], about, ...face }: OperationTool): AgentTool {
  const operation = operationOf(named);
  return {
    ...face,
    title: operation.summary,
    description: `${operation.summary}. ${when}`,
    // What the keys mean together is checked by the operation.
    input: z.strictObject(
      Object.fromEntries(Object.entries(operation.input.shape).filter(([key]) => !without.includes(key))),
    ),
    ...(operation.output instanceof z.ZodObject ? { output: operation.output } : {}),
    example: Object.fromEntries(Object.entries(operation.example.input).filter(([key]) => !without.includes(key))),
    effect: operation.effect,
    ...(operation.effect === "destructive" ? { about: about ?? aboutOf(operation) } : {}),
    call: async (ask, input, { signal }) => await ask(operation.name, input, signal),
  };
}

/** The key of the input that names what would be lost. */
function aboutOf({ name, access, input }: Operation): string {
  if (access.kind === "target") return access.from;
  const about = access.kind === "organization" ? access.about?.from : undefined;
  if (about !== undefined && Object.hasOwn(input.shape, about)) return about;
  throw ownFault(`${name} destroys, and names nothing that could be confirmed`);
}
