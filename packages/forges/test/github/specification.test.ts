import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { z } from "zod";
import { operations } from "../../src/github/operations.ts";
import { routes } from "../doubles/github/routes.ts";
import { exemptions, openSpecification } from "../doubles/github/specification.ts";
import { specificationFile } from "../doubles/specification-file.ts";

const nameOf = ({ method, path }: { readonly method: string; readonly path: string }) => `${method} ${path}`;

it("is served by the double in all that the client asks", () => {
  expect(routes.map(nameOf).sort()).toEqual(operations.map(nameOf).sort());
});

const isAtHand = openSpecification() !== undefined;

it.skipIf(!isAtHand)("has every operation that is asked of GitHub, once, with what its token needs", () => {
  const text = readFileSync(specificationFile("github-actions.openapi.json"), "utf8");
  const { paths } = z
    .object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) })
    .parse(JSON.parse(text));
  for (const { method, path, permissions } of operations) {
    if (!exemptions.has(path)) expect(paths[path], `${method} ${path}`).toHaveProperty(method.toLowerCase());
    for (const permission of permissions) expect(permission).toMatch(/^[A-Z][a-z ]+: (?:read|write)$/);
  }
  const named = operations.map(({ method, path, ability }) => `${method} ${path} ${ability}`);
  expect(new Set(named).size).toBe(named.length);
});
