import type { ExecutionPlan } from "@headrace/execution";
import { z } from "zod";
import { defineOperation } from "../operations/operation.ts";
import { id, time } from "../values/fields.ts";
import { executionExample } from "./execution.ts";

const plan = z
  .custom<ExecutionPlan>((value) => typeof value === "object" && value !== null)
  .describe(
    "The stages with their needs and instances, the parameters, and the commit; folding the events over it gives the state",
  );

/** For who follows an execution from afar, or does it again elsewhere: the same that the server itself works from. */
const readRecord = defineOperation({
  name: "executions.record",
  summary: "Read what an execution was started with: its plan and its definition's text",
  description: "Values of secrets are in neither; `secretNames` says which of them were given by hand.",
  input: z.strictObject({ execution: id }),
  output: z.object({
    plan,
    source: z.string().describe("The definition as it was read"),
    sourcePath: z.string(),
    secretNames: z.array(z.string()).readonly(),
    rerunOf: id.optional(),
    createdAt: time,
  }),
  access: { kind: "target", permission: "execution.read", target: "execution", from: "execution" },
  effect: "read",
  http: { method: "GET", path: "/executions/{execution}/record" },
  example: { input: { execution: executionExample.id } },
  handle: async ({ app }, { execution }) => {
    const { plan, source, sourcePath, secretNames, rerunOf, createdAt } = await app.store.journal.load(execution);
    return {
      plan,
      source,
      sourcePath,
      secretNames,
      ...(rerunOf === undefined ? {} : { rerunOf }),
      createdAt: new Date(createdAt).toISOString(),
    };
  },
});

export const recordOperations = [readRecord] as const;
