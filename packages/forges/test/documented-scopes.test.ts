import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { askedOf, renderScopeReference } from "../../../scripts/reference/render-scope-reference.ts";

const read = (name: string): string => readFileSync(new URL(`../../../docs/${name}`, import.meta.url), "utf8");

it("are those of docs/scopes.md; node scripts/write-scope-reference.ts writes it", () => {
  expect(read("scopes.md")).toBe(renderScopeReference());
});

it("that docs/connections.md names are asked for, by the very word", () => {
  const known = new Set(Object.values(askedOf).flatMap((asked) => asked.flatMap(({ scopes }) => scopes)));
  const pattern = /`([a-z]+:[a-z]+:bitbucket|[A-Z][A-Za-z ]+: (?:read|write))`|\*((?:Repository|Project) [a-z]+)\*/g;
  const named = [...read("connections.md").matchAll(pattern)].map(([, scope, permission]) => scope ?? permission ?? "");
  expect(named.length).toBeGreaterThan(40);
  expect([...new Set(named)].filter((scope) => !known.has(scope))).toEqual([]);
});
