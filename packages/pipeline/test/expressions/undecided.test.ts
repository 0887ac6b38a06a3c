import { expect, test } from "vitest";
import { undecidedReadings } from "../../src/expressions/index.ts";
import { scopeOf } from "./scope.ts";

const scope = scopeOf({ git: { branch: "main" }, needs: { plan: { result: "success", outputs: {} } } });
const unknown = { isOpen: ({ path }: { readonly path: readonly unknown[] }) => path[1] === "outputs", success: [] };

test.each([
  ["needs.plan.outputs.go == 'yes'", ["needs.plan.outputs.go"]],
  ["needs.plan.outputs.go != 'yes'", ["needs.plan.outputs.go"]],
  ["!contains(needs.plan.outputs.go, needs.plan.outputs.stop)", ["needs.plan.outputs.go", "needs.plan.outputs.stop"]],
  ["git.branch == 'main' && needs.plan.outputs.go", ["needs.plan.outputs.go"]],
  ["git.branch == 'other' && needs.plan.outputs.go", []],
  ["needs.plan.outputs.go && git.branch == 'other'", []],
  ["needs.plan.outputs.go || git.branch == 'main'", []],
  ["!(needs.plan.outputs.go || git.branch == 'main')", []],
  ["git[needs.plan.outputs.key] == 'main'", ["needs.plan.outputs.key"]],
  ["needs.plan.result == 'success'", []],
  ["needs[", []],
])("%s waits for %j", (when, readings) => {
  expect(undecidedReadings(when, scope, unknown)).toEqual(readings);
});

test.each([
  ["git.branch == 'main'", ["build"]],
  ["git.branch == 'other'", []],
  ["success() && needs.plan.outputs.go", ["build", "needs.plan.outputs.go"]],
  ["!success()", ["build"]],
  ["always()", []],
  ["failure()", []],
])("where it is open whether all before succeeded, %s waits for %j", (when, readings) => {
  expect(undecidedReadings(when, scope, { ...unknown, success: ["build"] })).toEqual(readings);
  const failed = scopeOf(scope.contexts, { success: () => false });
  expect(undecidedReadings(when, failed, { ...unknown, success: ["build"] })).not.toContain("build");
});
