import { describe, expect, test } from "vitest";
import { parsePipeline, supportProblems, validatePipeline } from "../src/index.ts";

const { pipeline } = parsePipeline(`
name: shop
stages:
  build: { steps: [make], resources: { cpu: 8 } }
  test: { needs: [build], image: 'node:24', steps: [make test] }
`);
if (pipeline === null) throw new Error("the pipeline was not read");
const [build, tests] = pipeline.stages;
if (build === undefined || tests === undefined) throw new Error("the stages were not read");

describe("a model that did not come from text", () => {
  test("is checked by the same rules, without places", () => {
    expect(validatePipeline(pipeline)).toEqual([]);
    const circle = { ...pipeline, stages: [{ ...build, needs: [{ stage: "test", artifacts: true }] }, tests] };
    expect(validatePipeline(circle)).toEqual([
      {
        code: "cycle",
        severity: "error",
        message: "These stages wait for one another: build → test → build.",
        mend: "Remove one of these needs.",
        path: ["stages", "build", "needs", 0],
      },
    ]);
  });

  test("is held against what the executor has, and its credentials are found", () => {
    const leaking = { ...pipeline, variables: { API_TOKEN: "9f8a7s6d5f4g3h2j1k0lQW" } };
    const codes = validatePipeline(leaking, { available: { cpu: 4 } }).map(({ code }) => code);
    expect(codes).toEqual(["resources-exceeded", "credential-in-text"]);
  });
});

describe("what a version supports", () => {
  test("is data: what is supported is not refused", () => {
    const refused = (keys: Parameters<typeof supportProblems>[1]) =>
      supportProblems(pipeline, keys).map(({ path }) => path.join("."));
    expect(refused(undefined)).toEqual(["stages.build.resources.cpu", "stages.test.image"]);
    expect(refused(["image"])).toEqual(["stages.build.resources.cpu"]);
    expect(refused(["image", "resources.cpu"])).toEqual([]);
  });
});
