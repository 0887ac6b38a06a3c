import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseJson, printJson } from "@headrace/dialects";
import { parsePipeline } from "@headrace/pipeline";
import { expect, it } from "vitest";

const full = readFileSync(join(import.meta.dirname, "full.yml"), "utf8");

it("prints a pipeline as JSON that reads back as the same pipeline", () => {
  const { pipeline, diagnostics } = parsePipeline(full);
  if (pipeline === null) throw new Error(JSON.stringify(diagnostics));
  const { text, notes } = printJson(pipeline);
  const again = parseJson(text);
  expect(again.diagnostics.filter((each) => each.severity === "error")).toEqual([]);
  expect(again.pipeline).toEqual(pipeline);
  expect(again.pipeline?.stages.map((stage) => stage.id)).toEqual(["10", "build", "2", "lint", "deploy"]);
  expect(notes.map((note) => note.code)).toEqual(["comments-dropped", "defaults-written-out"]);
  expect(printJson(again.pipeline ?? pipeline).text).toBe(text);
});

it("leaves out what is said by default", () => {
  const { pipeline } = parsePipeline("name: hello\nstages: { greet: { steps: [echo hello] } }");
  if (pipeline === null) throw new Error("not read");
  expect(JSON.parse(printJson(pipeline).text)).toEqual({ name: "hello", stages: { greet: { steps: ["echo hello"] } } });
});

it("refuses YAML that is not JSON, and places what is wrong in JSON", () => {
  const yaml = parseJson("name: hello\nstages: { greet: { steps: [echo] } }");
  expect(yaml.pipeline).toBeNull();
  expect(yaml.diagnostics.map((each) => each.code)).toEqual(["yaml-syntax"]);
  const wrong = parseJson('{\n  "name": "x",\n  "stages": { "a": { "step": [] } }\n}');
  const unknown = wrong.diagnostics.find((each) => each.code === "unknown-key");
  expect(unknown?.range?.start).toMatchObject({ line: 3, column: 22 });
});
