import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createStageTypes, parsePipeline, type Stage } from "../src/index.ts";

let directory: string;

/** This Node first: another may come before it. */
const tools = [dirname(process.execPath), process.env.PATH].join(delimiter);

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "headrace-stage-types-"));
});

afterEach(async () => {
  await rm(directory, { recursive: true, force: true });
});

function stageOf(uses: string, inputs: Readonly<Record<string, unknown>>): Stage {
  const text = JSON.stringify({ name: "a", stages: { s: { uses, with: inputs } } });
  const { pipeline, diagnostics } = parsePipeline(text);
  expect(diagnostics).toEqual([]);
  const [stage] = pipeline?.stages ?? [];
  if (stage === undefined) throw new Error("the stage was not read");
  return stage;
}

interface Ran {
  readonly status: number | null;
  readonly output: string;
  readonly outputs: string;
}

/** Runs a stage type's step as the engine does: `sh -e` with the step's variables. */
async function run(uses: string, inputs: Readonly<Record<string, unknown>>, path = tools): Promise<Ran> {
  const [step] = stageOf(uses, inputs).steps;
  const outputFile = join(directory, "..output");
  await writeFile(outputFile, "");
  const env = { PATH: path, HOME: directory, HEADRACE_OUTPUT: outputFile, ...step?.variables };
  const child = spawn("/bin/sh", ["-e", "-c", step?.run ?? ""], {
    cwd: directory,
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  child.stdout.on("data", (chunk) => (output += chunk));
  child.stderr.on("data", (chunk) => (output += chunk));
  const status = await new Promise<number | null>((resolve) => child.on("close", resolve));
  const outputs = await readFile(outputFile, "utf8");
  await rm(outputFile, { force: true });
  return { status, output, outputs };
}

function sh(command: string): Promise<number | null> {
  const child = spawn("/bin/sh", ["-e", "-c", command], { cwd: directory, stdio: "ignore" });
  return new Promise((resolve) => child.on("close", resolve));
}

describe("the stage types that come with Headrace", () => {
  test("have the inputs and outputs that are promised", () => {
    const shown = createStageTypes()
      .list()
      .map(({ type, inputs, outputs }) => [type, inputs.map(({ name }) => name), outputs.map(({ name }) => name)]);
    expect(shown).toEqual([
      ["git-clone", ["repository", "branch", "depth", "directory"], ["source_dir", "commit"]],
      ["file-upload", ["accepted_types", "directory"], ["uploaded_files"]],
      ["api-source", ["url", "sha256", "file", "token"], ["file", "sha256"]],
      ["node-build", ["script", "node_version", "dist_dir"], ["dist_dir"]],
      ["python-build", ["requirements", "python_version", "dist_dir"], ["wheel"]],
      ["go-build", ["packages", "go_version", "bin_dir"], ["bin_dir"]],
      ["docker-build", ["dockerfile", "context", "tags"], ["image", "digest"]],
      ["unit-tests", ["command", "coverage_threshold", "coverage_file", "report"], ["passed", "coverage", "report"]],
      ["integration-tests", ["services", "test_command", "report"], ["passed", "results", "report"]],
      ["e2e-tests", ["test_command", "base_url", "report"], ["passed", "results", "report"]],
      ["script", ["script", "shell"], []],
    ]);
  });

  test.each(createStageTypes().list())(
    "$type is sound as a stage of a pipeline",
    ({ type, inputs, outputs, category }) => {
      const required = inputs.filter((input) => input.required === true).map(({ name }) => [name, "x"]);
      const stage = stageOf(type, Object.fromEntries(required));
      expect(stage.category).toBe(category);
      expect(Object.keys(stage.outputs)).toEqual(outputs.map(({ name }) => name));
      expect(stage.uses?.type).toBe(type);
    },
  );

  test("no input becomes part of a script", () => {
    const evil = '"; touch escaped; echo "$(touch escaped)`touch escaped`';
    for (const { type, inputs } of createStageTypes().list()) {
      if (type === "script") continue;
      const given = inputs.filter((input) => ["string", "path", "secret"].includes(input.type));
      for (const step of stageOf(type, Object.fromEntries(given.map(({ name }) => [name, evil]))).steps) {
        expect(step.run).not.toContain("escaped");
      }
    }
  });
});

describe("git-clone", () => {
  test("fetches a repository into an empty folder and hands on its place and commit", async () => {
    await sh(
      "git init -q -b main origin && cd origin && git -c user.name=a -c user.email=a@b.c commit -q --allow-empty -m one && git branch other",
    );
    const { status, outputs } = await run("git-clone", {
      repository: `file://${directory}/origin`,
      branch: "other",
      directory: "lib",
    });
    expect(status).toBe(0);
    expect(outputs).toMatch(/^source_dir=lib\ncommit=[0-9a-f]{40}\n$/);
    expect((await run("git-clone", { repository: `file://${directory}/origin`, directory: "lib" })).output).toContain(
      "is not empty",
    );
  });

  test("takes nothing for an option of git, and says when git is missing", async () => {
    expect((await run("git-clone", { repository: "--upload-pack=touch escaped" })).output).toContain(
      "cannot begin with a dash",
    );
    const missing = await run("git-clone", { repository: "x" }, "/nonexistent");
    expect(missing.status).toBe(127);
    expect(missing.output).toContain("git-clone: git is not installed here.");
  });
});

describe("api-source", () => {
  test("downloads, compares the checksum and keeps the token off the command line", async () => {
    const body = "the file";
    const seen: (string | undefined)[] = [];
    const server = createServer((request, response) => {
      seen.push(request.headers.authorization);
      response.end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    try {
      const address = server.address();
      const url = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/file`;
      const sha256 = createHash("sha256").update(body).digest("hex");
      const good = await run("api-source", { url, sha256: sha256.toUpperCase(), file: "in/data.txt", token: "s3cret" });
      expect(good).toEqual({ status: 0, output: "", outputs: `file=in/data.txt\nsha256=${sha256}\n` });
      expect(await readFile(join(directory, "in/data.txt"), "utf8")).toBe(body);
      expect(seen).toEqual(["Bearer s3cret"]);
      const bad = await run("api-source", { url, sha256: "0".repeat(64) });
      expect(bad.status).toBe(1);
      expect(bad.output).toContain(`has the SHA-256 ${sha256}`);
      await expect(readFile(join(directory, "download"))).rejects.toThrow("ENOENT");
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
  });

  test("reads no file of the machine", async () => {
    expect((await run("api-source", { url: "file:///etc/passwd" })).output).toContain("must begin with http");
  });
});

describe("file-upload", () => {
  test("hands on files of the accepted types and refuses others by name", async () => {
    await mkdir(join(directory, "uploads"));
    await writeFile(join(directory, "uploads/a b.csv"), "1");
    await writeFile(join(directory, "uploads/c.tar.gz"), "1");
    const good = await run("file-upload", { accepted_types: ["csv", "*.tar.gz"] });
    expect(good.status).toBe(0);
    expect(good.outputs).toBe(
      "uploaded_files<<END_OF_UPLOADED_FILES\nuploads/a b.csv\nuploads/c.tar.gz\nEND_OF_UPLOADED_FILES\n",
    );
    const bad = await run("file-upload", { accepted_types: ["csv"] });
    expect(bad).toEqual({
      status: 1,
      output: "file-upload: uploads/c.tar.gz is none of the accepted types.\n",
      outputs: "",
    });
    expect(stageOf("file-upload", {}).artifacts).toEqual([{ name: "uploaded-files", paths: ["uploads/**"] }]);
  });
});

describe("unit-tests", () => {
  test("hands on whether they passed and how much was covered", async () => {
    await mkdir(join(directory, "coverage"));
    await writeFile(join(directory, "coverage/lcov.info"), "SF:a.js\nDA:1,1\nDA:2,0\nDA:3,4\nend_of_record\n");
    const passed = await run("unit-tests", { command: "echo one && true", report: "junit.xml" });
    expect(passed).toEqual({ status: 0, output: "one\n", outputs: "passed=true\nreport=junit.xml\ncoverage=66.67\n" });
    const failed = await run("unit-tests", { command: "exit 3" });
    expect([failed.status, failed.outputs.split("\n")[0]]).toEqual([3, "passed=false"]);
  });

  test("a threshold is a quality gate of the stage", () => {
    expect(stageOf("unit-tests", { coverage_threshold: 80, report: "out/*.xml" }).reports).toEqual({
      junit: ["out/*.xml"],
      coverage: { path: "coverage/lcov.info", threshold: 80 },
    });
    expect(stageOf("unit-tests", {}).reports).toEqual({ junit: [] });
  });
});

describe("node-build", () => {
  test("runs the build script and hands on the folder", async () => {
    await writeFile(
      join(directory, "package.json"),
      JSON.stringify({ name: "a", scripts: { build: "mkdir -p dist && echo built > dist/a" } }),
    );
    const major = process.versions.node.split(".")[0] ?? "";
    const good = await run("node-build", { node_version: major });
    expect([good.status, good.outputs]).toEqual([0, "dist_dir=dist\n"]);
    const bad = await run("node-build", { node_version: "4" });
    expect([bad.status, bad.output]).toEqual([
      1,
      `node-build: Node.js 4 is asked for, but ${process.versions.node} is installed here.\n`,
    ]);
  });
});

describe("integration-tests and script", () => {
  test("services of the input are services of the stage", () => {
    const stage = stageOf("integration-tests", {
      services: { db: { image: "postgres:17", ports: [5432] } },
      test_command: "make it",
    });
    expect(stage.services).toMatchObject([{ id: "db", image: "postgres:17", ports: [5432] }]);
  });

  test("a script is looked through for text from outside like any other", () => {
    const { diagnostics } = parsePipeline(
      "name: a\nstages:\n  s:\n    uses: script\n    with: { script: 'echo ${{ git.message }}' }\n",
    );
    expect(diagnostics.map(({ code, range }) => [code, range?.start.line])).toEqual([["script-injection", 4]]);
  });
});

describe("a stage type of one's own", () => {
  const lint = `
summary: Lints.
category: test
inputs:
  level: { type: choice, options: [low, high], default: low }
  files: { type: list, default: [src, test] }
  title: { type: string, required: true }
  count: { type: number, default: 2 }
outputs: { found: { value: "\${{ steps.lint.outputs.found }}" } }
steps:
  - id: lint
    run: lint --level \${{ inputs.level }} --jobs \${{ inputs.count }} "$INPUT_TITLE"
    when: inputs.level == 'low' || inputs.title == 'it''s'
  - { run: echo, variables: { LABEL: "\${{ inputs.title }}!", JOINED: "\${{ format('{0}', inputs.title) }}" } }
artifacts: [{ name: report, paths: ["\${{ inputs.level }}/**"] }]
`;
  const resolveStageType = (reference: string) => (["lint", "tools/lint@2"].includes(reference) ? lint : null);

  test("stands for its steps, with inputs as variables and values elsewhere", () => {
    const text =
      'name: a\nstages:\n  s: { uses: tools/lint@2, with: { title: "it\'s ${{ git.branch }}", level: high } }\n';
    const { pipeline, diagnostics } = parsePipeline(text, { resolveStageType });
    expect(diagnostics).toEqual([]);
    expect(pipeline?.stages[0]).toMatchObject({
      category: "test",
      outputs: { found: "${{ steps.lint.outputs.found }}" },
      artifacts: [{ name: "report", paths: ["high/**"] }],
      steps: [
        {
          run: 'lint --level high --jobs 2 "$INPUT_TITLE"',
          when: "'high' == 'low' || format('it''s {0}', git.branch) == 'it''s'",
          variables: { INPUT_TITLE: "it's ${{ git.branch }}", INPUT_FILES: "src\ntest", INPUT_COUNT: "2" },
        },
        {
          variables: {
            LABEL: "it's ${{ git.branch }}!",
            JOINED: "${{ format('{0}', format('it''s {0}', git.branch)) }}",
          },
        },
      ],
    });
  });

  test("may stand for a step, whose id then has its outputs", () => {
    const text =
      "name: a\nstages:\n  s:\n    steps: [echo, { uses: lint, id: check, with: { title: x } }]\n    outputs: { found: '${{ steps.check.outputs.found }}' }\n";
    const { pipeline, diagnostics } = parsePipeline(text, { resolveStageType });
    expect(diagnostics).toEqual([]);
    expect(pipeline?.stages[0]?.steps.map(({ id }) => id)).toEqual([undefined, "check", undefined]);
    expect(pipeline?.stages[0]?.artifacts.map(({ name }) => name)).toEqual(["report"]);
  });

  test("inputs are checked like everything else", () => {
    const text = "name: a\nstages:\n  s: { uses: lint, with: { titel: x, level: middle, count: many } }\n";
    expect(parsePipeline(text, { resolveStageType }).diagnostics.map(({ code, message }) => [code, message])).toEqual([
      ["missing-key", "`with` has no `title`."],
      ["unknown-key", 'The key "titel" is not known here.'],
      ["invalid-value", '`level` cannot be "middle".'],
    ]);
  });

  test("may not put an input's text into a script", () => {
    const type = "inputs: { title: { type: string } }\nsteps: ['echo ${{ inputs.title }} ${{ inputs.titel }}']\n";
    const { diagnostics } = parsePipeline("name: a\nstages: { s: { uses: bad } }\n", { resolveStageType: () => type });
    expect(diagnostics.map(({ code, message, mend }) => [code, message, mend])).toEqual([
      [
        "script-injection",
        'In the stage type "bad", line 2: The input "title" would become part of the script, where it could run as a command.',
        'Write "$INPUT_TITLE" in the script.',
      ],
      ["unknown-name", 'In the stage type "bad", line 2: There is no input "titel".', 'Did you mean "title"?'],
    ]);
  });

  test("secrets reach only inputs that are declared secret", () => {
    const text = (uses: string) => `name: a\nstages:\n  s:\n    uses: ${uses}\n`;
    const secret = "with: { url: 'https://a.example/x', token: '${{ secrets.T }}' }";
    expect(parsePipeline(`${text("api-source")}    ${secret}\n`).diagnostics).toEqual([]);
    const plain = parsePipeline(`${text("unit-tests")}    with: { command: 'x \${{ secrets.T }}' }\n`);
    expect(plain.diagnostics.map(({ code }) => code)).toEqual(["unknown-name"]);
  });
});
