import fc from "fast-check";
import { expect, it } from "vitest";
import { readDispatch } from "../../src/index.ts";

it("tells the inputs of a workflow, and nothing of the rest", () => {
  const text = `
name: CI
on:
  push: { branches: [main] }
  workflow_dispatch:
    inputs:
      level:
        description: How loud
        type: choice
        options: [info, debug]
        default: info
        required: true
      count: { type: number, default: 1.10 }
      dry: { type: boolean, default: false }
      where: { type: environment }
      plain:
      odd: { type: moon, required: "yes" }
jobs:
  build:
    runs-on: \${{ matrix.os }}
`;
  const plain = { type: "string", required: false, options: [] };
  expect(readDispatch(text)).toEqual({
    kind: "dispatch",
    inputs: [
      {
        name: "level",
        description: "How loud",
        type: "choice",
        options: ["info", "debug"],
        default: "info",
        required: true,
      },
      { ...plain, name: "count", type: "number", default: "1.10" },
      { ...plain, name: "dry", type: "boolean", default: "false" },
      { ...plain, name: "where", type: "environment" },
      { ...plain, name: "plain" },
      { ...plain, name: "odd" },
    ],
  });
});

it.each([
  ["on: workflow_dispatch", "dispatch"],
  ["on: [push, workflow_dispatch]", "dispatch"],
  ["on:\n  workflow_dispatch:\n  push:", "dispatch"],
  ["on: push", "none"],
  ["on: { push: { branches: [workflow_dispatch] } }", "none"],
  ["{}", "none"],
  ["on: [", "unreadable"],
  [`on: push\nx: "${"x".repeat(600_000)}"`, "unreadable"],
])("of %j is seen whether it can be started by hand", (text, kind) => {
  expect(readDispatch(text).kind).toBe(kind);
});

it("refuses a bomb of anchors", () => {
  const levels = "abcdefghi".split("").map((name, index, all) => {
    const before = all[index - 1];
    const items = before === undefined ? "[x]" : `[${Array.from({ length: 9 }, () => `*${before}`).join(", ")}]`;
    return `${name}: &${name} ${items}`;
  });
  expect(readDispatch(`${levels.join("\n")}\non: workflow_dispatch\n`)).toEqual({ kind: "unreadable" });
});

it("never throws", () => {
  const word = fc.constantFrom(
    "on",
    "workflow_dispatch",
    "inputs",
    "type",
    "options",
    ": ",
    "\n",
    "  ",
    "- ",
    "[",
    "{",
    "&a",
    "*a",
    "<<",
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(word).map((words) => words.join("")),
      ),
      (text) => {
        readDispatch(text);
      },
    ),
  );
});
