import { expect, test } from "vitest";
import { outcomesOf, useExample } from "../support/fixture.ts";

const examples: readonly { readonly name: string; readonly file?: string; readonly outcomes: object }[] = [
  { name: "hello", outcomes: { greet: "success", measure: "success", report: "success" } },
  { name: "node-project", outcomes: { build: "success", test: "success", lint: "success", pack: "success" } },
  {
    name: "matrix",
    outcomes: { "check (C.UTF-8, 80, true)": "success", "survey (east)": "success", summary: "success" },
  },
  {
    name: "conditions",
    outcomes: { build: "success", deliver: "success", mend: "skipped", survey: "failed", cleanup: "success" },
  },
  {
    name: "legacy-stages",
    file: "pipeline.yml",
    outcomes: { "build-compile": "success", "package-archive": "success" },
  },
];

for (const { name, file, outcomes } of examples) {
  test(`the example ${name} runs`, async () => {
    using bench = useExample(name);
    const ran = await bench.headrace(["run", ...(file === undefined ? [] : [file]), "--json"]);
    expect(ran.stderr.replaceAll(/^.*shared-workspace-conflict[\s\S]*?mend:.*\n/gm, "")).toBe("");
    expect(ran.exitCode).toBe(0);
    expect(outcomesOf(ran)).toMatchObject(outcomes);
  });
}
