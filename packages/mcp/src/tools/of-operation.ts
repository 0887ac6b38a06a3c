import { allOperations, type Operation, ownFault, Problem } from "@headrace/app";
import { z } from "zod";
import type { Toolset } from "../toolsets.ts";
import type { AgentTool } from "./agent-tool.ts";

export interface OperationTool {
  readonly name: string;
  readonly toolset: Toolset;
  readonly operation: string;
  /** Beside the operation's own summary: when to use it, and what to use instead. */
  readonly when: string;
  /** Keys of the input that are not for agents. */
  readonly without?: readonly string[];
}

/** An operation as a tool: its input without what only other faces need, its answer as it is, its effect as hints. */
export function ofOperation({ name, toolset, operation: named, when, without = [] }: OperationTool): AgentTool {
  const operation = operationOf(named);
  const about = operation.effect === "destructive" ? aboutOf(operation) : undefined;
  return {
    name,
    title: operation.summary,
    toolset,
    description: `${operation.summary}. ${when}`,
    input: inputOf(operation, without, about),
    ...(operation.output instanceof z.ZodObject ? { output: operation.output } : {}),
    effect: operation.effect,
    async call(ask, { confirm, ...rest }, signal) {
      if (about !== undefined && confirm !== rest[about]) {
        throw new Problem("invalid-input", `"confirm" does not repeat "${about}": nothing was done`, {
          mend: `ask your user, then give "confirm" the same value as "${about}"`,
        });
      }
      return await ask(operation.name, rest, signal);
    },
  };
}

/** What the keys mean together is checked by the operation. */
function inputOf({ input }: Operation, without: readonly string[], about: string | undefined): z.ZodObject {
  const kept = Object.entries(input.shape).filter(([key]) => !without.includes(key));
  return z.strictObject({
    ...Object.fromEntries(kept),
    ...(about === undefined ? {} : { confirm: confirmation(about) }),
  });
}

function operationOf(name: string): Operation {
  const operation = allOperations.find((each) => each.name === name);
  if (operation === undefined) throw ownFault(`there is no operation ${name}`);
  return operation;
}

/** The key of the input that names what would be lost. */
function aboutOf({ name, access }: Operation): string {
  if (access.kind === "target") return access.from;
  throw ownFault(`${name} destroys, and names nothing that could be confirmed`);
}

function confirmation(about: string): z.ZodString {
  return z.string().describe(`This cannot be undone: repeat the value of "${about}" once your user has agreed`);
}
