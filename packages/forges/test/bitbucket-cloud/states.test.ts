import fc from "fast-check";
import { expect, it } from "vitest";
import { stateSchema } from "../../src/bitbucket-cloud/schema.ts";
import { stateOf } from "../../src/bitbucket-cloud/states.ts";

const stage = (name: string) => ({ stage: { type: `pipeline_state_in_progress_${name.toLowerCase()}`, name } });
const result = (name: string) => ({ result: { type: `pipeline_step_state_completed_${name.toLowerCase()}`, name } });
const inProgress = { type: "pipeline_state_in_progress", name: "IN_PROGRESS" };
const completed = { type: "pipeline_state_completed", name: "COMPLETED" };

it.each([
  [
    { type: "pipeline_state_pending", name: "PENDING" },
    { kind: "queued", word: "PENDING" },
  ],
  [
    { type: "pipeline_step_state_ready", name: "READY" },
    { kind: "queued", word: "READY" },
  ],
  [{ name: "PARSING" }, { kind: "queued", word: "PARSING" }],
  [{ name: "BUILDING" }, { kind: "running", word: "BUILDING" }],
  [inProgress, { kind: "running", word: "IN_PROGRESS" }],
  [
    { ...inProgress, ...stage("RUNNING") },
    { kind: "running", word: "RUNNING" },
  ],
  [
    { ...inProgress, ...stage("PAUSED") },
    { kind: "waiting", word: "PAUSED" },
  ],
  [
    { ...inProgress, ...stage("HALTED") },
    { kind: "waiting", word: "HALTED" },
  ],
  [
    { type: "pipeline_step_state_pending_paused", name: "PENDING" },
    { kind: "waiting", word: "PENDING" },
  ],
  [
    { ...completed, ...result("SUCCESSFUL") },
    { kind: "finished", outcome: "success", word: "SUCCESSFUL" },
  ],
  [
    { ...completed, result: { name: "PASSED" } },
    { kind: "finished", outcome: "success", word: "PASSED" },
  ],
  [
    { ...completed, ...result("FAILED") },
    { kind: "finished", outcome: "failed", word: "FAILED" },
  ],
  [
    { ...completed, ...result("STOPPED") },
    { kind: "finished", outcome: "cancelled", word: "STOPPED" },
  ],
  [
    { ...completed, ...result("EXPIRED") },
    { kind: "finished", outcome: "timedOut", word: "EXPIRED" },
  ],
  [
    { ...completed, ...result("NOT_RUN") },
    { kind: "finished", outcome: "skipped", word: "NOT_RUN" },
  ],
  [
    { ...completed, result: { name: "ERROR", error: { key: "k", message: "no such image" } } },
    { kind: "finished", outcome: "infrastructure", word: "ERROR", reason: "no such image" },
  ],
  [
    { ...completed, ...result("MELTED") },
    { kind: "unknown", isOver: true, word: "MELTED" },
  ],
  [
    { ...inProgress, ...stage("DREAMING") },
    { kind: "unknown", isOver: false, word: "DREAMING" },
  ],
  [
    { type: "constructor", name: "__proto__" },
    { kind: "unknown", isOver: false, word: "__proto__" },
  ],
  [completed, { kind: "unknown", isOver: true, word: "COMPLETED" }],
  [undefined, { kind: "unknown", isOver: false, word: "" }],
])("maps %j", (state, expected) => expect(stateOf(state)).toEqual(expected));

it("maps whatever comes", () => {
  const word = fc.option(fc.string(), { nil: undefined });
  const node = fc.record({ type: word, name: word }, { requiredKeys: [] });
  const state = fc.record({ type: word, name: word, stage: node, result: node }, { requiredKeys: [] });
  fc.assert(
    fc.property(state, (value) => {
      expect(["queued", "running", "waiting", "finished", "unknown"]).toContain(stateOf(stateSchema.parse(value)).kind);
    }),
  );
});
