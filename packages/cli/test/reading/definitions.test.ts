import { afterAll, describe, expect, test } from "vitest";
import { useFixture } from "../support/fixture.ts";

const bench = useFixture("input");
afterAll(() => bench[Symbol.dispose]());

describe("validate", () => {
  test("prints every problem of every file with its place, and says so by its exit code", async () => {
    const ran = await bench.command(["validate", "hello.yml", "cycle.yml", "misspelt.yml", "nowhere.yml"]);
    expect(ran.exitCode).toBe(2);
    expect(ran.stderr).toBe("");
    expect(ran.stdout).toContain("hello.yml: no problems\n");
    expect(ran.stdout).toContain("cycle.yml:3:20: error: These stages wait for one another");
    expect(ran.stdout).toMatch(/misspelt\.yml:4:11: error: .*\n +4 \| .*need: \[build\].*\n +\| +\^{4}\n/);
    expect(ran.stdout).toContain('nowhere.yml: error: Cannot open "nowhere.yml"');
  });

  test("is content with sound files of both dialects", async () => {
    bench.write("older.yml", "name: older\nstages: [{ name: build, jobs: [{ name: make, commands: [make] }] }]\n");
    const ran = await bench.command(["validate", "hello.yml", "older.yml"]);
    expect(ran).toMatchObject({ exitCode: 0, stdout: "hello.yml: no problems\nolder.yml: no problems\n" });
  });

  test("checks a stage type of the repository as what it is", async () => {
    const file = "headrace/stage-types/greet.yml";
    bench.write(file, "inputs: { name: { type: string } }\nsteps: ['echo \"$INPUT_NAME\"']\n");
    expect(await bench.command(["validate", file])).toMatchObject({ exitCode: 0, stdout: `${file}: no problems\n` });
    bench.write(file, "inputs: { name: { type: string } }\nsteps: [{ run: echo, wen: true }]\n");
    const ran = await bench.command(["validate", file]);
    expect(ran.exitCode).toBe(2);
    expect(ran.stdout).toContain(`${file}:2:22: error: The key "wen" is not known here.`);
  });

  test("gives JSON", async () => {
    const ran = await bench.command(["validate", "misspelt.yml", "--format", "json"]);
    expect(ran.exitCode).toBe(2);
    expect(JSON.parse(ran.stdout)).toMatchObject([
      {
        file: "misspelt.yml",
        diagnostics: expect.arrayContaining([
          expect.objectContaining({ code: "unknown-key", severity: "error", path: ["stages", "test", "need"] }),
        ]),
      },
    ]);
  });

  test("gives SARIF 2.1.0", async () => {
    bench.write("a #1 50%.yml", "name: x\n");
    const ran = await bench.command(["validate", "misspelt.yml", "a #1 50%.yml", "--format", "sarif"]);
    expect(ran.exitCode).toBe(2);
    const log = JSON.parse(ran.stdout);
    expect(log).toMatchObject({
      version: "2.1.0",
      $schema: expect.stringContaining("sarif-2.1.0"),
      runs: [{ tool: { driver: { name: "headrace", version: expect.any(String) } } }],
    });
    const [{ tool, results }] = log.runs;
    expect(results.length).toBeGreaterThanOrEqual(4);
    const rules = tool.driver.rules.map(({ id }: { id: string }) => id);
    expect(new Set(rules).size).toBe(rules.length);
    for (const { ruleId, level, message, locations } of results) {
      expect(rules).toContain(ruleId);
      expect(["error", "warning", "note", "none"]).toContain(level);
      expect(message.text).toMatch(/\S/);
      const [{ physicalLocation }] = locations;
      const { uri } = physicalLocation.artifactLocation;
      expect(["misspelt.yml", "a #1 50%.yml"]).toContain(decodeURIComponent(uri));
      expect(new URL(uri, "file:///project/").hash).toBe("");
      for (const position of Object.values(physicalLocation.region ?? {})) expect(position).toBeGreaterThanOrEqual(1);
    }
  });

  test("gives GitHub's workflow commands", async () => {
    const ran = await bench.command(["validate", "misspelt.yml", "--format", "github"]);
    expect(ran.stdout).toMatch(
      /^::error file=misspelt\.yml,line=4,endLine=4,col=11,endColumn=15,title=unknown-key::The key "need" is not known/m,
    );
  });
});

describe("graph", () => {
  test.each([
    ["mermaid", /^(flowchart|graph) \w+\n.*build.*-->/s],
    ["dot", /^digraph "parameters" \{\n.*s0 \[label="build".*s0 -> s1;/s],
    ["text", /●.* build\n.*●.* test/],
  ])("as %s", async (format, drawing) => {
    const ran = await bench.command(["graph", "parameters.yml", "--format", format]);
    expect(ran.exitCode).toBe(0);
    expect(ran.stdout).toMatch(drawing);
  });

  test("as JSON", async () => {
    const ran = await bench.command(["graph", "parameters.yml", "--format", "json"]);
    expect(JSON.stringify(JSON.parse(ran.stdout))).toContain('"build"');
  });

  test("not of what is wrong", async () => {
    const ran = await bench.command(["graph", "cycle.yml"]);
    expect(ran).toMatchObject({ exitCode: 2, stdout: "", stderr: expect.stringContaining("cycle.yml:3:20: error") });
  });
});

describe("export", () => {
  test("for Bitbucket Pipelines, with what it cannot say beside the text", async () => {
    const ran = await bench.command(["export", "parameters.yml", "--to", "bitbucket"]);
    expect(ran).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining("pipelines:\n  custom:\n    parameters:\n"),
    });
    expect(ran.stderr).toMatch(/^note: stages: A step that says no other time ends after 120 minutes there\.$/m);
    expect(ran.stdout).not.toContain("120 minutes");
  });

  test.each([
    ["json", /^\{\n {2}"name": "parameters"/],
    ["legacy-stages", /^name: parameters\n/],
  ])("as %s", async (to, text) => {
    const ran = await bench.command(["export", "parameters.yml", "--to", to]);
    expect(ran).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(text) });
    expect(ran.stderr).toMatch(/^note: /);
  });

  test("not of what is wrong, nor to what is not known", async () => {
    const wrong = await bench.command(["export", "cycle.yml", "--to", "bitbucket"]);
    expect(wrong).toMatchObject({ exitCode: 2, stdout: "", stderr: expect.stringContaining("cycle.yml:3:20: error") });
    expect(await bench.command(["export", "parameters.yml", "--to", "jenkins"])).toMatchObject({ exitCode: 2 });
  });
});

test("schema prints a JSON Schema", async () => {
  const ran = await bench.command(["schema"]);
  expect(JSON.parse(ran.stdout)).toMatchObject({ $schema: expect.stringContaining("json-schema.org") });
});

test("optimize works before anything was run", async () => {
  const ran = await bench.command(["optimize", "parameters.yml"]);
  expect(ran).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("no durations are recorded yet") });
});
