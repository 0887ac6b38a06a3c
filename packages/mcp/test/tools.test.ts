import { readFileSync } from "node:fs";
import { allOperations } from "@headrace/app";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { renderMcpReference } from "../../../scripts/reference/render-mcp-reference.ts";
import { allTools, chooseTools, toolsetNames } from "../src/index.ts";
import { instructionsFor } from "../src/instructions-for.ts";
import { shortSchema } from "../src/presentation/short-schema.ts";
import { slimSchema } from "../src/presentation/slim-schema.ts";
import { inputWithConfirm } from "../src/tools/confirmation.ts";

describe("the tools of agents", () => {
  test("have names of their own, a toolset each, and the usual ones are fewer than 30", () => {
    const names = allTools.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z]+(_[a-z]+)*$/);
    expect([...new Set(allTools.map(({ toolset }) => toolset))]).toEqual(toolsetNames);
    expect(chooseTools({ toolsets: ["all"] }).map(({ name }) => name)).not.toContain("run_inline");
    expect(chooseTools({ tools: ["run_inline"] }).map(({ name }) => name)).toEqual(["run_inline"]);
    expect(chooseTools({}).length).toBeLessThan(30);
  });

  test("say in few words when to use them", () => {
    for (const { name, description } of allTools) {
      expect(description.length, name).toBeLessThan(320);
      expect(description, name).toMatch(/\.$/);
    }
  });

  test("are introduced with the short ways that they allow, and no others", () => {
    const reading = instructionsFor(chooseTools({ toolsets: ["find", "logs"], readOnly: true }));
    expect(reading).toContain("Tools for: find (");
    expect(reading).toContain("None of these tools changes anything.");
    expect(reading).not.toMatch(/failure_summary|wait_for_execution|control \(/);
    const usual = instructionsFor(chooseTools({}));
    for (const said of ["call failure_summary first", "call wait_for_execution", "your user is asked"])
      expect(usual).toContain(said);
  });

  test("only read where only reading is allowed, whatever else is chosen", () => {
    const tools = chooseTools({ toolsets: ["all"], tools: ["cancel_execution"], readOnly: true });
    expect(tools.map(({ effect }) => effect)).toEqual(tools.map(() => "read"));
    expect(tools.map(({ name }) => name)).toContain("failure_summary");
  });

  test("change only when somebody wants it: clients learn these schemas by heart", async () => {
    const shown = allTools.map((tool) => ({
      name: tool.name,
      effect: tool.effect,
      input: z.toJSONSchema(inputWithConfirm(tool), { io: "input" }),
      ...outputShown(tool),
    }));
    await expect(`${JSON.stringify(shown, null, 1)}\n`).toMatchFileSnapshot("tools.schemas.snap");
  });

  test("cost an agent little to know, and have no schema that clients stumble over", () => {
    const listed = (tools: typeof allTools) =>
      tools.map((tool) => ({
        name: tool.name,
        title: tool.title,
        description: tool.description,
        inputSchema: slimSchema(inputWithConfirm(tool))["~standard"].jsonSchema.input({ target: "draft-2020-12" }),
        ...outputShown(tool),
      }));
    expect(JSON.stringify(listed(chooseTools({}))).length).toBeLessThan(28_000);
    expect(faultsOf(listed(allTools))).toEqual([]);
  });

  test("stand in docs/mcp.md; node scripts/write-mcp-reference.ts writes it", () => {
    const kept = readFileSync(new URL("../../../docs/mcp.md", import.meta.url), "utf8");
    expect(kept === renderMcpReference(), "write it anew").toBe(true);
  });

  test("are chosen by group and by name, and a name that there is not is refused with the nearest", () => {
    expect(chooseTools({ tools: ["run_pipeline"] }).map(({ name }) => name)).toEqual(["run_pipeline"]);
    expect(chooseTools({ toolsets: ["logs"], without: ["search_log"] }).map(({ name }) => name)).toEqual([
      "tail_log",
      "read_log",
    ]);
    expect(() => chooseTools({ toolsets: ["log"] })).toThrow('there is no toolset "log"');
    expect(() => chooseTools({ tools: ["run_pipline"] })).toThrow('there is no tool "run_pipline"');
  });

  test("ask only for operations that there are", async () => {
    const known = new Set(allOperations.map(({ name }) => name));
    const asked: string[] = [];
    const ask = async (name: string): Promise<unknown> => {
      asked.push(name);
      throw new Error("asked");
    };
    const turn = { signal: AbortSignal.timeout(10_000), progress: () => undefined };
    for (const tool of allTools) await tool.call(ask, { seconds: 1 }, turn).catch(() => undefined);
    expect(asked.filter((name) => !known.has(name))).toEqual([]);
  });
});

/** What the inspector's `--strict` complains about: several types at once, and schemas that say nothing. */
function faultsOf(value: unknown, path = ""): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  if (!Array.isArray(value) && Object.keys(value).length === 0 && !/(properties|default)$/.test(path)) return [path];
  return Object.entries(value).flatMap(([key, each]) =>
    key === "type" && Array.isArray(each) ? [`${path}.${key}`] : faultsOf(each, `${path}.${key}`),
  );
}

/** The schema of its answers, as clients are shown it. */
function outputShown({ output }: (typeof allTools)[number]): { outputSchema?: Record<string, unknown> } {
  if (output === undefined) return {};
  return { outputSchema: shortSchema(output)["~standard"].jsonSchema.output({ target: "draft-2020-12" }) };
}
