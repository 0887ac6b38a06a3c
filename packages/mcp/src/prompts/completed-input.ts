import { completable } from "@modelcontextprotocol/server";
import { z } from "zod";
import type { Ask } from "../ask.ts";
import { idsOf, isCompleted } from "../resources/ids-of.ts";
import type { AgentPrompt } from "./all-prompts.ts";

/** What a prompt takes, with ids that are completed while they are typed. */
export function completedInput(input: AgentPrompt["input"], ask: Ask): AgentPrompt["input"] {
  const fields = Object.entries(input.shape).map(([name, field]) => {
    if (!isCompleted(name)) return [name, field];
    // The library marks the schema that it is given: each server needs its own.
    const own = field.describe(field.description ?? "");
    return [name, completable(own, async (begun) => await idsOf(ask, name, begun ?? ""))];
  });
  return z.object(Object.fromEntries(fields));
}
