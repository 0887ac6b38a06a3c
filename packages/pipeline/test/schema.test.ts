import { readFile } from "node:fs/promises";
import fc from "fast-check";
import { load } from "js-yaml";
import { describe, expect, test } from "vitest";
import { parsePipeline, parseStageType, pipelineJsonSchema, pipelineSchema } from "../src/index.ts";
import { generatedFiles } from "../src/schema/generated-files.ts";

const repository = new URL("../../../", import.meta.url);
const schema = await pipelineSchema();
const language = load(await readFile(new URL("fixtures/definitions/language.yml", import.meta.url), "utf8"));

describe("what is made from the schema", () => {
  test.each(Object.entries(generatedFiles()))("%s is current", async (path, text) => {
    // Made again by: node packages/pipeline/scripts/write-schema.ts
    expect(await readFile(new URL(path, repository), "utf8")).toBe(text);
  });

  test("every key has a description, for editors and for the reference", async () => {
    const missing: string[] = [];
    const visit = (node: unknown, path: string): void => {
      if (typeof node !== "object" || node === null) return;
      for (const [key, value] of Object.entries(node)) {
        if (key === "properties" && typeof value === "object" && value !== null) {
          for (const [name, property] of Object.entries(value)) {
            const described =
              typeof property === "object" && property !== null && ("description" in property || "$ref" in property);
            if (!described && !["type", "default"].includes(name)) missing.push(`${path}.${name}`);
          }
        }
        visit(value, `${path}.${key}`);
      }
    };
    visit(await pipelineJsonSchema(), "");
    expect(missing).toEqual([]);
  });
});

describe("the reference", () => {
  test("has examples that are sound", () => {
    const reference = generatedFiles()["docs/language.md"] ?? "";
    const [pipeline = "", stageType = "", ...more] = Array.from(
      reference.matchAll(/```yaml\n([\s\S]*?)```/g),
      (match) => match[1],
    );
    expect(more).toEqual([]);
    expect(parsePipeline(pipeline).diagnostics).toEqual([]);
    expect(parseStageType(stageType, "style").diagnostics).toEqual([]);
  });
});

/** Codes that the structure alone decides; the rest is known only to the reader. */
const structural = ["unknown-key", "wrong-type", "missing-key", "invalid-value", "bad-duration", "bad-size"];

function readerAccepts(value: unknown): boolean {
  const { diagnostics } = parsePipeline(JSON.stringify(value));
  // Said of a stage by the reader and not by its structure.
  const own = /neither|both|no step|timeout of nothing|no `uses`|IANA|needs the input|The matrix of/;
  return !diagnostics.some(({ code, message }) => structural.includes(code) && !own.test(message));
}

describe("the reader's shapes agree with the schema", () => {
  test("on the language's example", () => {
    expect(schema.safeParse(language).success).toBe(true);
    expect(readerAccepts(language)).toBe(true);
  });

  test("on the example with any part put out of shape", () => {
    const places: (readonly (string | number)[])[] = [];
    const collect = (value: unknown, path: readonly (string | number)[]): void => {
      if (typeof value !== "object" || value === null) return;
      for (const key of Object.keys(value)) {
        const below = [...path, Array.isArray(value) ? Number(key) : key];
        places.push(below);
        collect(Reflect.get(value, key), below);
      }
    };
    collect(language, []);
    const replacement = fc.constantFrom<unknown>(
      null,
      true,
      0,
      -1,
      2.5,
      "",
      "x",
      "5m",
      "1Gi",
      [],
      [1],
      ["a"],
      {},
      { a: 1 },
      { run: "x" },
    );
    const change = fc.oneof(
      fc.record({ kind: fc.constant("replace" as const), value: replacement }),
      fc.record({ kind: fc.constant("rename" as const), value: fc.constantFrom("nmae", "steps", "x y") }),
      fc.record({ kind: fc.constant("remove" as const), value: fc.constant(null) }),
    );
    fc.assert(
      fc.property(fc.constantFrom(...places), change, (path, { kind, value }) => {
        const copy: unknown = structuredClone(language);
        const parent = path.slice(0, -1).reduce<unknown>((node, key) => Reflect.get(Object(node), key), copy);
        const last = path.at(-1) ?? "";
        if (typeof parent !== "object" || parent === null) return;
        if (kind === "rename" && typeof value === "string" && !Array.isArray(parent)) {
          Reflect.set(parent, value, Reflect.get(parent, last));
        }
        if (kind === "replace") Reflect.set(parent, last, value);
        else if (Array.isArray(parent)) parent.splice(Number(last), 1);
        else Reflect.deleteProperty(parent, last);
        const { success, error } = schema.safeParse(copy);
        expect({ path, accepted: readerAccepts(copy), error: error?.issues[0]?.message }).toEqual({
          path,
          accepted: success,
          error: error?.issues[0]?.message,
        });
      }),
      { numRuns: 250 },
    );
  });
});
