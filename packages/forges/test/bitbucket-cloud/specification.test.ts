import { expect, it } from "vitest";
import { operations } from "../../src/bitbucket-cloud/operations.ts";
import { routes } from "../doubles/bitbucket-cloud/routes.ts";
import { openSpecification } from "../doubles/bitbucket-cloud/specification.ts";

const specification = openSpecification();
const withSpecification = it.skipIf(specification === undefined);
const nameOf = ({ method, path }: { readonly method: string; readonly path: string }) => `${method} ${path}`;

it("is served by the double in all that the client asks", () => {
  expect(routes.map(nameOf).sort()).toEqual(operations.map(nameOf).sort());
});

withSpecification.each(operations)("has $method $path with our scopes", ({ method, path, scopes }) => {
  expect(specification?.scopes(method, path)).toEqual(scopes);
});

withSpecification("sees a request and an answer that are not as it says", () => {
  const path = "/repositories/{workspace}/{repo_slug}/pipelines";
  const exchanged = { method: "GET", path, request: undefined, status: 200 };
  const wrong = {
    ...exchanged,
    query: new URLSearchParams({ status: "SUCCESSFUL", colour: "red" }),
    answer: { values: [{ type: "pipeline", state: { type: "pipeline_state_completed", name: "NOPE" } }], page: "one" },
  };
  const problems = specification?.violations(wrong).join("\n");
  for (const part of [
    "status=SUCCESSFUL",
    "colour",
    "/page must be integer",
    "/values/0/state as pipeline_state_completed",
  ])
    expect(problems).toContain(part);
  const post = {
    ...exchanged,
    method: "POST",
    query: new URLSearchParams(),
    status: 201,
    answer: { type: "pipeline" },
  };
  expect(specification?.violations({ ...post, request: { target: {} } })).not.toEqual([]);
  expect(specification?.violations({ ...post, request: { type: "pipeline", target: { type: "x" } } })).toEqual([]);
});
