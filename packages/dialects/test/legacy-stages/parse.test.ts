import { readFileSync } from "node:fs";
import { join } from "node:path";
import { conditionsHold, parseLegacyStages } from "@headrace/dialects";
import { evaluateCondition, evaluateTemplate, type Pipeline, type Scope, type Stage } from "@headrace/pipeline";
import { describe, expect, it } from "vitest";

const fixture = (name: string) => readFileSync(join(import.meta.dirname, "fixtures", name), "utf8");

function pipelineOf(source: unknown): Pipeline {
  const { pipeline, diagnostics } = parseLegacyStages(source);
  if (pipeline === null) throw new Error(JSON.stringify(diagnostics, null, 2));
  return pipeline;
}

function stageOf(pipeline: Pipeline, id: string): Stage {
  const stage = pipeline.stages.find((each) => each.id === id);
  if (stage === undefined) throw new Error(`no stage ${id} among ${pipeline.stages.map((each) => each.id)}`);
  return stage;
}

const needs = (stage: Stage) => stage.needs.map((need) => need.stage);
const job = (name: string, more: object = {}) => ({ name, commands: ["true"], ...more });

function scope(contexts: object, failed = false): Scope {
  return {
    contexts: { ...contexts },
    functions: { success: () => !failed, failure: () => failed, cancelled: () => false },
  };
}

describe("the mapping", () => {
  const shop = pipelineOf(fixture("web-shop.yaml"));

  it("makes one stage of each job, in the group of its stage", () => {
    expect(shop.stages.map((stage) => [stage.id, stage.name, stage.group])).toEqual([
      ["deploy-ship-it", "ship it", "deploy"],
      ["test-unit", "unit", "test"],
      ["test-end-to-end", "end to end", "test"],
      ["build-package", "package", "build"],
      ["build-compile", "compile", "build"],
    ]);
    expect(parseLegacyStages(fixture("web-shop.yaml")).jobs[2]).toEqual({
      id: "test-end-to-end",
      stage: "test",
      job: "end to end",
    });
  });

  it("makes ids unique and fit for expressions", () => {
    const stages = [
      { name: "1 β/γ", jobs: [job("a b"), job("a-b"), job("??")] },
      { name: "1-β-γ", jobs: [job("a b"), job("A B")] },
    ];
    const ids = pipelineOf({ name: "x", stages }).stages.map((stage) => stage.id);
    expect(new Set(ids.map((id) => id.toLowerCase())).size).toBe(5);
    for (const id of ids) expect(id).toMatch(/^[A-Za-z_][A-Za-z0-9_-]*$/);
  });

  it("applies the defaults of the format", () => {
    const { config, diagnostics } = parseLegacyStages({ stages: [{ jobs: [{ commands: ["true"] }] }] });
    expect(config).toEqual({
      name: "unnamed_pipeline",
      description: "",
      variables: {},
      triggers: { schedule: [], manual: true },
      timeout: 7200,
      stages: [
        {
          name: "unnamed_stage",
          dependencies: [],
          environment: {},
          allowFailure: false,
          parallel: true,
          jobs: [
            {
              name: "unnamed_job",
              commands: ["true"],
              environment: {},
              artifacts: [],
              dependencies: [],
              timeout: 3600,
              retryCount: 0,
              allowFailure: false,
            },
          ],
        },
      ],
    });
    expect(diagnostics.map((each) => [each.code, each.severity])).toEqual([
      ["missing-key", "warning"],
      ["missing-key", "warning"],
      ["missing-key", "warning"],
    ]);
  });

  it("reads JSON as YAML is read, tabs and all", () => {
    const { pipeline, diagnostics } = parseLegacyStages(fixture("web-shop.json"), "web-shop.json");
    expect(pipeline?.stages.map((stage) => [stage.id, needs(stage)])).toEqual([
      ["build-compile", []],
      ["test-unnamed_job", ["build-compile"]],
    ]);
    expect(diagnostics.map((each) => each.code)).toEqual(["missing-key"]);
    expect(parseLegacyStages("name: x\nstages: []\n", "x.json").diagnostics.map((each) => each.code)).toContain(
      "yaml-syntax",
    );
  });

  it("gives the same from plain data as from text", () => {
    const text = fixture("web-shop.json");
    expect(pipelineOf(JSON.parse(text))).toEqual(pipelineOf(text));
  });

  it("keeps artifacts under the job's id, folders with what is in them", () => {
    expect(stageOf(shop, "build-package").artifacts).toEqual([
      { name: "build-package", paths: ["*.tgz", "dist", "dist/**", "reports/**"] },
    ]);
  });

  it("reads triggers in each of their forms", () => {
    const triggersOf = (triggers: unknown) =>
      pipelineOf({ name: "x", triggers, stages: [{ name: "a", jobs: [job("b")] }] }).triggers;
    expect(triggersOf(["push", "pull_request", "manual"])).toEqual({
      push: {},
      pullRequest: {},
      schedule: [],
      pipeline: [],
      manual: true,
    });
    expect(triggersOf({ branches: ["main"], events: ["push"] })).toMatchObject({ push: { branches: ["main"] } });
    expect(triggersOf({ push: { branches: ["main"] }, schedule: "0 3 * * *", manual: false })).toEqual({
      push: { branches: ["main"] },
      schedule: [{ cron: "0 3 * * *", timezone: "UTC" }],
      pipeline: [],
      manual: false,
    });
    expect(triggersOf(undefined)).toBeUndefined();
    expect(triggersOf({})).toBeUndefined();
  });
});

describe("no defect of the older reader", () => {
  const shop = pipelineOf(fixture("web-shop.yaml"));

  it("dependencies order the stages, not their place in the file", () => {
    expect(needs(stageOf(shop, "deploy-ship-it"))).toEqual(["test-unit", "test-end-to-end"]);
    expect(needs(stageOf(shop, "test-unit"))).toEqual(["build-package", "build-compile"]);
  });

  it("a stage whose dependency comes later in the file is not skipped", () => {
    const stages = [
      { name: "late", dependencies: ["early"], jobs: [job("a")] },
      { name: "early", jobs: [job("b")] },
    ];
    expect(needs(stageOf(pipelineOf({ name: "x", stages }), "late-a"))).toEqual(["early-b"]);
  });

  it("a failed stage does not count as done: what depends on it has no condition that would let it run", () => {
    expect(stageOf(shop, "test-unit").when).toBeUndefined();
    expect(stageOf(shop, "test-unit").needs.length).toBeGreaterThan(0);
  });

  it("depends_on, needs and trigger are understood, at stages and at jobs", () => {
    const stages = [
      { name: "a", jobs: [job("one"), job("two", { needs: ["one"] }), job("three", { depends_on: "two" })] },
      { name: "b", depends_on: "a", jobs: [job("four")] },
    ];
    const pipeline = pipelineOf({ name: "x", trigger: { events: ["push"] }, stages });
    expect(pipeline.stages.map(needs)).toEqual([[], ["a-one"], ["a-two"], ["a-one", "a-two", "a-three"]]);
    expect(pipeline.triggers?.push).toEqual({});
  });

  it("an environment given as a text is the place the stage deploys to", () => {
    expect(stageOf(shop, "deploy-ship-it").environment).toEqual({ name: "production" });
    expect(stageOf(shop, "test-unit").environment).toBeUndefined();
  });

  it("unknown keys are warned of, with the key that was meant", () => {
    const warnings = parseLegacyStages(fixture("mistakes.yaml")).diagnostics.filter(
      (each) => each.code === "unknown-key",
    );
    expect(warnings.map((each) => [each.severity, each.range?.start.line, each.mend])).toEqual([
      ["warning", 2, "The keys are: name, description, variables, triggers, timeout, stages."],
      ["warning", 3, "The keys are: name, description, variables, triggers, timeout, stages."],
      ["warning", 6, 'Did you mean "dependencies"?'],
      ["warning", 7, expect.stringContaining("The keys are")],
    ]);
  });

  it("jobs of a stage run side by side, or one after another where parallel is false", () => {
    expect(needs(stageOf(shop, "build-compile"))).toEqual([]);
    expect(needs(stageOf(shop, "build-package"))).toEqual(["build-compile"]);
    const list = [job("a"), job("b"), job("c")];
    const inOrder = pipelineOf({ name: "x", stages: [{ name: "s", parallel: false, jobs: list }] });
    expect(inOrder.stages.map(needs)).toEqual([[], ["s-a"], ["s-b"]]);
    const together = pipelineOf({ name: "x", stages: [{ name: "s", jobs: list }] });
    expect(together.stages.map(needs)).toEqual([[], [], []]);
  });

  it("job dependencies are honoured, within the stage and to another", () => {
    expect(needs(stageOf(shop, "test-end-to-end"))).toEqual(["build-package", "build-compile", "test-unit"]);
    const stages = [
      { name: "a", jobs: [job("x"), job("y")] },
      { name: "b", jobs: [job("z", { dependencies: ["x"] }), job("x", { dependencies: ["a/y"] })] },
    ];
    expect(needs(stageOf(pipelineOf({ name: "p", stages }), "b-z"))).toEqual(["b-x"]);
    expect(needs(stageOf(pipelineOf({ name: "p", stages }), "b-x"))).toEqual(["a-y"]);
  });

  it("a stage without jobs passes on what it depends on", () => {
    const stages = [
      { name: "a", jobs: [job("x")] },
      { name: "gate", dependencies: ["a"], jobs: [] },
      { name: "b", dependencies: ["gate"], jobs: [job("y")] },
    ];
    expect(needs(stageOf(pipelineOf({ name: "p", stages }), "b-y"))).toEqual(["a-x"]);
  });

  it("a retry repeats the failed command, not the next one and not those before it", () => {
    const { steps } = stageOf(
      pipelineOf({
        name: "x",
        stages: [{ name: "s", jobs: [{ name: "j", commands: ["one", "two"], retry_count: 1 }] }],
      }),
      "s-j",
    );
    expect(steps.map((step) => [step.id, step.run, step.when, step.allowFailure])).toEqual([
      ["command-1-try-1", "one", undefined, true],
      ["command-1-try-2", "one", "steps.command-1-try-1.outcome == 'failure'", false],
      ["command-2-try-1", "two", undefined, true],
      ["command-2-try-2", "two", "steps.command-2-try-1.outcome == 'failure'", false],
    ]);
    const retry = steps[1]?.when ?? "";
    const holds = (outcome: string) =>
      evaluateCondition(retry, scope({ steps: { "command-1-try-1": { outcome } } })).value;
    expect(["failure", "success", "cancelled", "skipped"].map(holds)).toEqual([true, false, false, false]);
    expect(evaluateCondition(retry, scope({ steps: {} })).value).toBe(false);
  });

  it("variables reach commands as environment variables, so $VER does not eat $VERSION and nothing is pasted", () => {
    const { run } = stageOf(shop, "deploy-ship-it").steps[0] ?? { run: "" };
    expect(run).toBe('./deploy.sh "$VERSION"');
    expect(shop.variables).toEqual({
      VERSION: "1.10",
      VER: "9",
      GREETING: "it's ${VERSION} and $(date)",
      DEBUG: "false",
      EMPTY: "",
    });
  });

  it("values that are no text become text, as they were written", () => {
    const variables = { PORT: 8080, FLAG: true, NONE: null, LIST: [1, "a"], MAP: { a: 1 } };
    const pipeline = pipelineOf({ name: "x", variables, stages: [{ name: "s", jobs: [job("j")] }] });
    expect(pipeline.variables).toEqual({ PORT: "8080", FLAG: "true", NONE: "", LIST: '[1,"a"]', MAP: '{"a":1}' });
  });

  it("a variable in single quotes, which the shell leaves alone, is warned of", () => {
    const warningsOf = (command: string) =>
      parseLegacyStages({
        name: "x",
        variables: { NAME: "v" },
        stages: [{ name: "s", jobs: [{ name: "j", commands: [command] }] }],
      }).diagnostics.map((each) => each.message);
    expect(warningsOf("echo '${NAME}'")).toEqual([
      "$NAME stands in single quotes, where the shell does not put in its value.",
    ]);
    expect(warningsOf("echo 'a $NAME'")).toHaveLength(1);
    for (const fine of [
      'echo "$NAME"',
      `echo "it's $NAME"`,
      "echo '$OTHER'",
      "sh -c 'echo $NAME'",
      "# don't\necho $NAME # isn't",
      "echo \\'$NAME\\'",
    ]) {
      expect(warningsOf(fine), fine).toEqual([]);
    }
  });

  it("nothing in a command or a value is taken for an expression of the Headrace language", () => {
    const text = "echo ${{ github.ref }} ${{";
    const pipeline = pipelineOf({
      name: "x",
      variables: { A: text },
      stages: [{ name: "s", jobs: [{ name: "j", commands: [text] }] }],
    });
    expect(evaluateTemplate(pipeline.stages[0]?.steps[0]?.run ?? "", scope({}))).toBe(text);
    expect(evaluateTemplate(pipeline.variables.A ?? "", scope({}))).toBe(text);
  });

  it("the job's environment is honoured, over the stage's", () => {
    expect(stageOf(shop, "test-unit").variables).toEqual({ NODE_ENV: "unit", SHARD: "1" });
    expect(stageOf(shop, "test-end-to-end").variables).toEqual({ NODE_ENV: "test" });
  });

  it("a name that no shell can read is refused, where ${my-var} would mean something else", () => {
    const { diagnostics } = parseLegacyStages(fixture("mistakes.yaml"));
    expect(diagnostics.find((each) => each.message.includes("my-var"))).toMatchObject({ code: "invalid-value" });
  });

  it("timeouts are seconds: of each command, and of the whole run", () => {
    expect(shop.timeout).toBe(3_600_000);
    expect(stageOf(shop, "deploy-ship-it").steps[0]?.timeout).toBe(90_000);
    expect(stageOf(shop, "test-unit").steps.map((step) => step.timeout)).toEqual([3_600_000, 3_600_000, 3_600_000]);
    expect(pipelineOf({ name: "x", stages: [{ name: "s", jobs: [job("j")] }] }).timeout).toBe(7_200_000);
  });

  it("allow_failure works at both levels, whether jobs run side by side or in order", () => {
    expect(stageOf(shop, "test-unit").allowFailure).toBe(true);
    const stages = [
      { name: "s", parallel: false, allow_failure: true, jobs: [job("a"), job("b")] },
      { name: "t", jobs: [job("c", { allow_failure: true }), job("d")] },
    ];
    expect(pipelineOf({ name: "x", stages }).stages.map((stage) => stage.allowFailure)).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });

  it("conditions decide whether the stage runs", () => {
    const { when } = stageOf(shop, "deploy-ship-it");
    const decide = (branch: string, target?: string) =>
      evaluateCondition(when ?? "", scope({ git: { branch }, vars: { TARGET: target } })).value;
    expect(decide("release/1/rc", "live")).toBe(true);
    expect(decide("release/1/rc", "LIVE")).toBe(false);
    expect(decide("release/1/rc")).toBe(false);
    expect(decide("main", "live")).toBe(false);
  });

  it("a custom condition decides too", () => {
    const decide = (custom: unknown, failed: boolean, vars: object = {}) => {
      const stages = [{ name: "s", conditions: { custom }, jobs: [job("j")] }];
      const when = pipelineOf({ name: "x", stages }).stages[0]?.when ?? "";
      return evaluateCondition(when, scope({ vars }, failed)).value;
    };
    expect([decide("on_failure", true), decide("on_failure", false)]).toEqual([true, false]);
    expect([decide("previous SUCCESS", true), decide("previous SUCCESS", false)]).toEqual([false, true]);
    expect([decide("always", true), decide("always", false)]).toEqual([true, true]);
    expect([decide(false, false), decide(true, false)]).toEqual([false, true]);
    expect(decide("SHIP", false)).toBe(false);
    expect(decide("SHIP", false, { SHIP: "yes" })).toBe(true);
    expect(decide("SHIP", false, { SHIP: "false" })).toBe(false);
    const undecidable = parseLegacyStages({ stages: [{ conditions: { custom: "a > b" }, jobs: [job("j")] }] });
    expect(undecidable.diagnostics).toContainEqual(
      expect.objectContaining({ code: "bad-expression", severity: "error" }),
    );
  });

  it("the stage's own environment settles a condition on it beforehand", () => {
    const stages = [
      { name: "s", environment: { MODE: "a" }, conditions: { environment: { MODE: "a" } }, jobs: [job("j")] },
      { name: "t", environment: { MODE: "a" }, conditions: { environment: { MODE: "b" } }, jobs: [job("j")] },
    ];
    expect(pipelineOf({ name: "x", stages }).stages.map((stage) => stage.when)).toEqual(["true", "false"]);
  });
});

describe("conditionsHold", () => {
  it("is the same decision outside a run", () => {
    expect(conditionsHold({}, {})).toBe(true);
    expect(conditionsHold({ branch: "feature/*" }, { branch: "feature/a/b" })).toBe(true);
    expect(conditionsHold({ branch: "feature/*" }, {})).toBe(false);
    expect(conditionsHold({ environment: { A: "1" } }, { environment: { A: 1 } })).toBe(true);
    expect(conditionsHold({ environment: { constructor: "x" } }, { environment: {} })).toBe(false);
    expect(conditionsHold({ custom: "failure" }, { hasPreviousFailures: false })).toBe(false);
    expect(conditionsHold({ custom: "a > b" }, {})).toBe(false);
  });
});

describe("mistakes", () => {
  it("are all told at once, each at its line, with a mend", () => {
    const { pipeline, diagnostics } = parseLegacyStages(fixture("mistakes.yaml"));
    expect(pipeline).toBeNull();
    const errors = diagnostics.filter((each) => each.severity === "error");
    expect(errors.map((each) => [each.range?.start.line, each.code, each.message])).toEqual([
      [10, "invalid-value", "The job has no commands."],
      [11, "invalid-value", '"timeout" must be above 0.'],
      [14, "wrong-type", '"retry_count" must be a whole number from 0 to 50; it is -1.'],
      [15, "unknown-stage", 'There is no job "compiel".'],
      [17, "unknown-stage", 'There is no stage "bild".'],
      [17, "self-need", '"test" depends on itself.'],
      [20, "wrong-type", '"commands" must be a list; it is text.'],
      [21, "name-clash", 'Two stages are called "build".'],
      [22, "invalid-value", '"my-var" cannot be the name of an environment variable.'],
      [27, "name-clash", 'Two jobs of the stage are called "twice".'],
    ]);
    expect(errors.find((each) => each.message.includes("bild"))?.mend).toBe('Did you mean "build"?');
    expect(errors.find((each) => each.message.includes("compiel"))?.mend).toBe('Did you mean "compile"?');
  });

  it("name every cycle at its place", () => {
    const cycles = parseLegacyStages(fixture("cycle.yaml")).diagnostics.filter((each) => each.code === "cycle");
    expect(cycles.map((each) => [each.range?.start.line, each.message])).toEqual([
      [4, "The stages depend on each other in a circle: a → b → c → a."],
      [13, "The stages depend on each other in a circle: d → e → d."],
    ]);
  });

  it("name a cycle of jobs", () => {
    const jobs = [job("a", { dependencies: ["b"] }), job("b", { dependencies: ["a"] })];
    const { diagnostics } = parseLegacyStages({ name: "x", stages: [{ name: "s", parallel: false, jobs }] });
    expect(diagnostics.map((each) => each.code)).toEqual(["cycle"]);
  });

  it.each([
    ["", "empty-file"],
    ["a: [", "yaml-syntax"],
    ["[1, 2]", "wrong-type"],
    ["just text", "wrong-type"],
    ["stages: 3", "wrong-type"],
    ["name: x\nstages: []", "missing-key"],
    ["name: x\nname: y\nstages: []", "duplicate-key"],
    ["stages: [null, 3, {jobs: [null, 4, {commands: [[], {}]}]}]", "wrong-type"],
  ])("%j gives %s and no exception", (text, code) => {
    const { pipeline, diagnostics } = parseLegacyStages(text);
    expect(pipeline).toBeNull();
    expect(diagnostics.map((each) => each.code)).toContain(code);
  });

  it.each([
    [null],
    [undefined],
    [42],
    [[]],
    [{ __proto__: { stages: [] } }],
    [JSON.parse('{"__proto__": {"stages": []}}')],
  ])("takes %j as data without an exception", (value) => {
    expect(parseLegacyStages(value).pipeline).toBeNull();
  });

  it("warns of credentials that are written out, each once, at its place", () => {
    const token = `ghp_${"aB3".repeat(12)}`;
    const text = `
name: x
variables: { A: ${token} }
stages:
  - name: s
    environment: { B: ${token} }
    jobs:
      - name: one
        commands: [echo, "curl -H '${token}' host"]
        retry_count: 2
      - name: two
        environment: { C: ${token} }
        commands: [echo]
`;
    const { diagnostics } = parseLegacyStages(text);
    expect(diagnostics.map((each) => [each.code, each.severity, each.range?.start.line])).toEqual([
      ["credential-in-text", "warning", 3],
      ["credential-in-text", "warning", 6],
      ["credential-in-text", "warning", 9],
      ["credential-in-text", "warning", 12],
    ]);
    expect(JSON.stringify(diagnostics)).not.toContain(token);
  });

  it("refuses schedules that are none and artifacts that leave the project", () => {
    const text = `
name: x
triggers: { schedule: ["61 * * * *", { cron: "0 3 * * *" }] }
stages: [{ name: s, jobs: [{ name: j, commands: [echo], artifacts: [dist, ../other, /etc/passwd] }] }]
`;
    expect(parseLegacyStages(text).diagnostics.map((each) => [each.code, each.range?.start.line])).toEqual([
      ["bad-cron", 3],
      ["bad-glob", 4],
      ["bad-glob", 4],
    ]);
  });

  it("keeps prototype keys as plain keys", () => {
    const variables = JSON.parse('{"__proto__": "a", "constructor": "b"}');
    const pipeline = pipelineOf({ name: "x", variables, stages: [{ name: "s", jobs: [job("j")] }] });
    expect(Object.entries(pipeline.variables)).toEqual([
      ["__proto__", "a"],
      ["constructor", "b"],
    ]);
  });
});
