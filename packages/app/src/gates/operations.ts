import type { EventOf } from "@headrace/execution";
import { z } from "zod";
import { defineOperation } from "../operations/operation.ts";
import { id, time, timeOf } from "../values/fields.ts";
import { sayGate } from "./say-gate.ts";

const gate = z.object({
  stage: z.string(),
  instance: z.string(),
  attempt: z.number().int(),
  name: z.enum(["coverage", "passRate", "warnings"]),
  value: z.number().nullable().describe("Percent, or a count of warnings; null where nothing could be measured"),
  threshold: z.number().describe("The least percent, or the most warnings"),
  passed: z.boolean(),
  message: z.string().describe("The same in a sentence"),
  at: time,
});
type Gate = z.input<typeof gate>;

const example: Gate = {
  stage: "test",
  instance: "test",
  attempt: 1,
  name: "coverage",
  value: 74.2,
  threshold: 80,
  passed: false,
  message: "74.2 % of the lines are covered; at least 80 % are asked for.",
  at: "2026-11-21T09:31:10.470Z",
};

const listGates = defineOperation({
  name: "executions.gates",
  summary: "Read what the quality gates of an execution measured",
  description:
    "Stages declare them as `gates`. Of a stage that was tried several times, the last attempt's unless all are asked for.",
  input: z.strictObject({ execution: id, attempts: z.enum(["last", "all"]).default("last") }),
  output: z.object({
    passed: z.boolean().describe("Every gate that was measured holds; true as well where there is none"),
    items: z.array(gate),
  }),
  access: { kind: "target", permission: "execution.read", target: "execution", from: "execution" },
  effect: "read",
  http: { method: "GET", path: "/executions/{execution}/gates" },
  example: {
    input: { execution: "01a1fc42-b97f-7bef-9713-0b6621de95b1" },
    output: { passed: false, items: [example] },
  },
  handle: async ({ app }, { execution, attempts }) => {
    const { events } = await app.store.journal.load(execution);
    const reported = events.filter((event) => event.type === "gate.reported");
    const last = new Map(reported.map(({ instance, attempt }) => [instance, attempt]));
    const current = reported.filter(({ instance, attempt }) => last.get(instance) === attempt);
    return {
      passed: current.every(({ passed }) => passed),
      items: (attempts === "all" ? reported : current).map(gateOf),
    };
  },
});

export const gateOperations = [listGates] as const;

function gateOf(event: EventOf<"gate.reported">): Gate {
  const { stage, instance, attempt, name, value, threshold, passed, at } = event;
  return { stage, instance, attempt, name, value, threshold, passed, message: sayGate(event), at: timeOf(at) };
}
