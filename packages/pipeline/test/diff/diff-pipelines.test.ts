import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { describeDiff, diffPipelines } from "../../src/diff/index.ts";
import type { Pipeline, Stage } from "../../src/model/index.ts";
import { pipelineOf, stageOf, stepOf } from "../support/pipelines.ts";

const build = stageOf("build", [], { artifacts: [{ name: "dist", paths: ["dist/**", "LICENSE"] }], timeout: 60_000 });
const check = stageOf("test", ["build"], { secrets: ["A", "B"], steps: [stepOf("npm ci"), stepOf("npm test")] });
const deploy = stageOf("deploy", ["build", "test"], { variables: { V: "${{ needs.build.outputs.version }}" } });
const web = pipelineOf([build, check, deploy], { variables: { NODE_ENV: "test", CI: "1" } });

describe("semantic diff", () => {
  test("order that means nothing is ignored", () => {
    const same = pipelineOf(
      [
        { ...deploy, needs: [...deploy.needs].reverse() },
        { ...build, artifacts: [{ name: "dist", paths: ["LICENSE", "dist/**"] }] },
        {
          ...check,
          secrets: ["B", "A"],
          retry: { attempts: 1, on: ["timedOut"], backoff: 9 },
          allowFailure: { exitCodes: [] },
        },
      ],
      { variables: { CI: "1", NODE_ENV: "test" }, triggers: { schedule: [], pipeline: [], manual: true } },
    );
    expect(diffPipelines(web, same)).toEqual({ same: true, pipeline: [], stages: [] });
  });

  test("is told in one line, as of a commit", () => {
    const told = (after: typeof web) => describeDiff(diffPipelines(web, after));
    expect(told(web)).toBe("");
    expect(told(pipelineOf([build, check], { variables: web.variables }))).toBe("Remove deploy");
    const [lint, more] = [stageOf("lint"), stageOf("more")];
    expect(told(pipelineOf([build, { ...check, shell: "bash" }, deploy, lint, more], { variables: { CI: "2" } }))).toBe(
      "Add lint and more, change test and variables",
    );
    const ship = { ...deploy, id: "ship", name: "ship" };
    expect(told(pipelineOf([build, check, ship], { variables: web.variables }))).toBe("Rename deploy to ship");
    const many = ["a", "b", "c", "d"].map((id) => stageOf(id, [], { shell: id }));
    expect(told(pipelineOf([...web.stages, ...many], { variables: web.variables }))).toBe("Add 4 stages");
  });

  test("order that means something is not", () => {
    const stepsSwapped = pipelineOf([build, { ...check, steps: [...check.steps].reverse() }, deploy], {
      variables: web.variables,
    });
    expect(diffPipelines(web, stepsSwapped).stages).toMatchObject([{ kind: "changed", stage: "test" }]);
    const globs = (paths: readonly string[]) => pipelineOf([stageOf("a", [], { artifacts: [{ name: "x", paths }] })]);
    expect(diffPipelines(globs(["a", "!b"]), globs(["!b", "a"])).same).toBe(false);
    const axes = (axis: Readonly<Record<string, readonly number[]>>) =>
      pipelineOf([stageOf("a", [], { matrix: { axes: axis, include: [], exclude: [], failFast: true } })]);
    expect(diffPipelines(axes({ a: [1], b: [2] }), axes({ b: [2], a: [1] })).stages).toMatchObject([
      { changes: [{ path: ["matrix", "axisOrder"], before: ["a", "b"], after: ["b", "a"] }] },
    ]);
  });

  test("what changed is told by its path, with both values", () => {
    const after = pipelineOf(
      [
        { ...build, timeout: 90_000, when: "git.tag", artifacts: [{ name: "dist", paths: ["dist/**"] }] },
        { ...check, steps: [stepOf("npm ci"), stepOf("npm run lint"), stepOf("npm test", { timeout: 5 })] },
        stageOf("docs"),
      ],
      { name: "web", variables: { NODE_ENV: "test" } },
    );
    expect(diffPipelines(web, after)).toEqual({
      same: false,
      pipeline: [
        { kind: "changed", path: ["name"], before: "web-app", after: "web" },
        { kind: "removed", path: ["variables", "CI"], before: "1" },
      ],
      stages: [
        { kind: "removed", stage: "deploy" },
        {
          kind: "changed",
          stage: "build",
          changes: [
            {
              kind: "changed",
              path: ["artifacts", "dist", "paths"],
              before: ["LICENSE", "dist/**"],
              after: ["dist/**"],
            },
            { kind: "changed", path: ["timeout"], before: 60_000, after: 90_000 },
            { kind: "added", path: ["when"], after: "git.tag" },
          ],
        },
        {
          kind: "changed",
          stage: "test",
          changes: expect.arrayContaining([
            { kind: "changed", path: ["steps", 1, "run"], before: "npm test", after: "npm run lint" },
          ]),
        },
        { kind: "added", stage: "docs" },
      ],
    });
  });

  test("a step put in between is added, and the others stay", () => {
    const more = pipelineOf(
      [build, { ...check, steps: [stepOf("npm ci"), stepOf("npm run lint"), stepOf("npm test")] }, deploy],
      {
        variables: web.variables,
      },
    );
    expect(diffPipelines(web, more).stages).toEqual([
      {
        kind: "changed",
        stage: "test",
        changes: [{ kind: "added", path: ["steps", 1], after: stepOf("npm run lint") }],
      },
    ]);
    expect(diffPipelines(more, web).stages).toEqual([
      {
        kind: "changed",
        stage: "test",
        changes: [{ kind: "removed", path: ["steps", 1], before: stepOf("npm run lint") }],
      },
    ]);
  });

  test("a rename is one, also of several in a row, and dependents are unchanged by it", () => {
    const renamed = pipelineOf(
      [
        { ...build, id: "compile", name: "compile" },
        { ...check, id: "verify", name: "verify", needs: [{ stage: "compile", artifacts: true }] },
        {
          ...deploy,
          needs: [
            { stage: "compile", artifacts: true },
            { stage: "verify", artifacts: true },
          ],
          variables: { V: "${{ needs.compile.outputs.version }}" },
        },
      ],
      { variables: web.variables },
    );
    expect(diffPipelines(web, renamed)).toEqual({
      same: false,
      pipeline: [],
      stages: [
        { kind: "renamed", stage: "compile", before: "build" },
        { kind: "renamed", stage: "verify", before: "test" },
      ],
    });
  });

  test("prototype names are plain names", () => {
    const variables: Pipeline["variables"] = JSON.parse('{"__proto__":"1","constructor":"2"}');
    expect(diffPipelines(pipelineOf([]), pipelineOf([], { variables })).pipeline).toEqual([
      { kind: "added", path: ["variables", "__proto__"], after: "1" },
      { kind: "added", path: ["variables", "constructor"], after: "2" },
    ]);
  });
});

describe("semantic diff, properties", () => {
  const word = fc.constantFrom("a", "b", "c", "d");
  const stage = fc.record({
    needs: fc.uniqueArray(word, { maxLength: 3 }),
    runs: fc.array(word, { maxLength: 4 }),
    variables: fc.dictionary(word, word, { maxKeys: 3 }),
    secrets: fc.uniqueArray(word, { maxLength: 3 }),
    timeout: fc.option(fc.nat({ max: 3 }), { nil: undefined }),
  });
  const pipeline = fc.dictionary(word, stage, { maxKeys: 4 }).map((stages) =>
    pipelineOf(
      Object.entries(stages).map(([id, { runs, needs, timeout, ...more }]) =>
        stageOf(id, needs, {
          ...more,
          steps: runs.map((run) => stepOf(run)),
          ...(timeout === undefined ? {} : { timeout }),
        }),
      ),
    ),
  );

  test("a pipeline is the same as itself, in any order of keys and stages", () => {
    fc.assert(
      fc.property(pipeline, (one) => {
        const other = pipelineOf(one.stages.map(reversedKeys).reverse());
        expect(diffPipelines(one, one).same).toBe(true);
        expect(diffPipelines(one, other)).toEqual({ same: true, pipeline: [], stages: [] });
      }),
    );
  });

  test("looking back, added is removed and before is after", () => {
    fc.assert(
      fc.property(pipeline, pipeline, (one, other) => {
        const forth = diffPipelines(one, other);
        const back = diffPipelines(other, one);
        const ids = (diff: typeof forth, kind: string) => diff.stages.filter((each) => each.kind === kind).length;
        expect(forth.same).toBe(back.same);
        expect(ids(forth, "added")).toBe(ids(back, "removed"));
        expect(ids(forth, "renamed")).toBe(ids(back, "renamed"));
      }),
    );
  });

  test("one change is one change, at its place", () => {
    fc.assert(
      fc.property(pipeline, fc.nat(), (one, pick) => {
        fc.pre(one.stages.length > 0);
        const chosen = pick % one.stages.length;
        const changed = one.stages.map((each, index) => (index === chosen ? { ...each, shell: "bash" } : each));
        expect(diffPipelines(one, pipelineOf(changed)).stages).toEqual([
          {
            kind: "changed",
            stage: one.stages[chosen]?.id,
            changes: [{ kind: "changed", path: ["shell"], before: "sh", after: "bash" }],
          },
        ]);
      }),
    );
  });
});

function reversedKeys(stage: Stage): Stage {
  const { variables, needs, secrets, ...others } = stage;
  return {
    secrets: [...secrets].reverse(),
    needs: [...needs].reverse(),
    variables: Object.fromEntries(Object.entries(variables).reverse()),
    ...others,
  };
}
