import { readFileSync } from "node:fs";
import { allOperations } from "@headrace/app";
import { Validator } from "@seriousme/openapi-schema-validator";
import { Ajv2020 } from "ajv/dist/2020.js";
import { beforeAll, describe, expect, test } from "vitest";
import { renderApiReference } from "../../../scripts/reference/render-api-reference.ts";
import { renderClientRoutes } from "../../../scripts/reference/render-client-routes.ts";
import { renderRoleReference } from "../../../scripts/reference/render-role-reference.ts";
import { openApiDocument } from "../src/openapi/open-api-document.ts";
import { referencePage } from "../src/openapi/reference-page.ts";
import type { JsonSchema } from "../src/rest/json-schema-of.ts";
import { isRecord } from "../src/rest/route-of.ts";

let document: JsonSchema;
beforeAll(() => {
  // As it is sent.
  document = JSON.parse(JSON.stringify(openApiDocument({ publicUrl: "https://ci.example.org", version: "0.1.0" })));
});

/** Whose answers are too large to be shown: a whole plan. */
const withoutAnswer = ["executions.record"];

const ajv = new Ajv2020({ strict: false, formats: { "date-time": true, email: true, uri: true } });

function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((inside, key) => (isRecord(inside) ? inside[key] : undefined), value);
}

function check(schema: unknown, value: unknown, what: string): void {
  if (!isRecord(schema)) throw new Error(`${what} has no schema`);
  const valid = ajv.validate(schema, value);
  expect(valid, `${what}: ${ajv.errorsText()}`).toBe(true);
}

test("the document is OpenAPI 3.1", async () => {
  const result = await new Validator().validate(document);
  expect(result.errors).toBeUndefined();
  expect(result.valid).toBe(true);
  const ids = JSON.stringify(document).match(/"operationId":"[^"]+"/g) ?? [];
  expect(new Set(ids).size).toBe(ids.length);
  const paths = allOperations.flatMap(({ http }) =>
    [http.path, ...(http.aliases ?? [])].map((path) => http.method + path),
  );
  expect(ids.length).toBe(paths.length);
});

describe.each(allOperations)("$name", (operation) => {
  const { http, name, example } = operation;

  test("its example is what its schemas accept", () => {
    expect(operation.input.safeParse(example.input).error, name).toBeUndefined();
    const untold = http.answers !== undefined || withoutAnswer.includes(name);
    expect(example.output !== undefined || untold, `${name} needs an example of its answer`).toBe(true);
    if (example.output !== undefined) expect(operation.output.safeParse(example.output).error, name).toBeUndefined();
  });

  test("stands in the document, under each of its paths, with an example that the document's schemas accept", () => {
    for (const path of [http.path, ...(http.aliases ?? [])]) {
      const entry = at(document, "paths", path, http.method.toLowerCase());
      expect(at(entry, "summary"), path).toBe(operation.summary);
      expect(at(entry, "x-headrace-access"), path).toEqual(operation.access);
      const media = at(entry, "requestBody", "content", "application/json");
      if (media !== undefined) check(at(media, "schema"), at(media, "example"), `${name}'s body`);
      const parameters = at(entry, "parameters");
      if (!Array.isArray(parameters)) throw new Error("no parameters");
      for (const parameter of parameters) {
        if (!isRecord(parameter)) throw new Error("no parameter");
        if (parameter.required === true)
          expect(parameter, `${name}: ${String(parameter.name)}`).toHaveProperty("example");
        if ("example" in parameter) check(parameter.schema, parameter.example, `${name}'s ${String(parameter.name)}`);
      }
      const answer = at(entry, "responses", String(http.status ?? 200), "content", "application/json");
      if (example.output !== undefined) check(at(answer, "schema"), at(answer, "example"), `${name}'s answer`);
    }
  });
});

test("whatever starts an execution answers in one shape", () => {
  const starting = allOperations.filter(
    ({ effect, example: { output } }) => effect === "write" && isRecord(output) && "number" in output,
  );
  expect(starting.map(({ name }) => name).sort()).toEqual([
    "environments.rollback",
    "executions.rerun",
    "executions.run-inline",
    "pipelines.execute",
    "pipelines.execute-on-host",
    "repositories.execute",
    "repositories.run-inline-on-host",
    "schedules.run-now",
  ]);
  for (const { name, example } of starting) {
    expect(Object.keys(example.output ?? {}), name).toEqual(expect.arrayContaining(["id", "number", "state", "url"]));
  }
});

test("the page for people has every operation, and nothing that its content security policy refuses", () => {
  const page = referencePage("https://ci.example.org");
  for (const { name, http } of allOperations) {
    expect(page).toContain(`<details id="${name}"`);
    expect(page).toContain(`<code class="path">${http.path}</code>`);
  }
  expect(page).not.toMatch(/<script(?! src="\/)|<style| style=| on\w+="|javascript:/);
  // What definitions and examples say stands there as text.
  expect(page.match(/<(?!\/?[a-z]|!doctype)/g)).toBeNull();
});

test.each([
  ["docs/api.md", renderApiReference],
  ["docs/roles.md", renderRoleReference],
  ["packages/app/src/client/routes.ts", renderClientRoutes],
])("%s is written from the operations as they are", (path, render) => {
  const kept = readFileSync(new URL(`../../../${path}`, import.meta.url), "utf8");
  expect(kept === render(), `write it anew with scripts/write-api-reference.ts`).toBe(true);
  for (const { name } of path.endsWith("roles.md") ? [] : allOperations) {
    expect(kept).toContain(path.endsWith(".md") ? `\`${name}\`` : `"${name}"`);
  }
});
