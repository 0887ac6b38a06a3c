import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { printBitbucketPipelines } from "@headrace/dialects";
import { parsePipeline } from "@headrace/pipeline";
import { load } from "js-yaml";
import { expect, it } from "vitest";
import { z } from "zod";

const step = z.looseObject({ script: z.array(z.string()), "after-script": z.array(z.string()).default([]) });
const printed = z.object({
  pipelines: z.object({ custom: z.record(z.string(), z.array(z.looseObject({ step: step.optional() }))) }),
});

interface Ran {
  readonly code: number;
  readonly output: string;
}

/** Runs one step of a pipeline, the first unless said, as Bitbucket would: all items in one bash, which ends at the first failure. */
async function runStep(text: string, environment: Readonly<Record<string, string>> = {}, index = 0): Promise<Ran> {
  const { pipeline, diagnostics } = parsePipeline(text);
  if (pipeline === null) throw new Error(JSON.stringify(diagnostics));
  const { text: yaml } = printBitbucketPipelines(pipeline, { onDemand: true });
  const items = Object.values(printed.parse(load(yaml)).pipelines.custom)[0] ?? [];
  const first = items.flatMap((item) => item.step ?? [])[index];
  const work = await bash(first?.script ?? [], environment);
  const after = await bash(first?.["after-script"] ?? [], { ...environment, BITBUCKET_EXIT_CODE: String(work.code) });
  return { code: work.code, output: work.output + after.output };
}

async function bash(items: readonly string[], environment: Readonly<Record<string, string>>): Promise<Ran> {
  const directory = mkdtempSync(join(tmpdir(), "bitbucket-step-"));
  const env = { PATH: process.env.PATH ?? "", TMPDIR: directory, ...environment };
  try {
    return await new Promise((resolve) => {
      // Started by a program over sockets it takes itself for a remote shell, and would begin with what a person has set up.
      execFile("bash", ["--norc", "-ec", items.join("\n")], { cwd: directory, env }, (error, stdout) => {
        resolve({ code: typeof error?.code === "number" ? error.code : 0, output: stdout });
      });
    });
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

const inStage = (stage: string) =>
  `name: shop\nparameters: { target: { type: choice, options: [a b, c], default: c } }\nstages:\n  one:\n${stage.replace(/^/gm, "    ")}`;

it("keeps what a step sets, where it goes and how it exits from the next", async () => {
  const { output } = await runStep(
    inStage(`
steps:
  - "mkdir below; cd below; export SEEN=yes; exit 0"
  - 'echo "$(basename "$PWD") [\${SEEN:-}]" | grep -c below || true; echo "after"'
`),
  );
  expect(output).toBe("0\nafter\n");
});

it("ends at the first command that fails, in the shell that the step names", async () => {
  expect(await runStep(inStage('steps: [{ run: "echo a\\nfalse\\necho b" }, echo c]'))).toEqual({
    code: 1,
    output: "a\n",
  });
  expect((await runStep(inStage("steps: ['exit 7']"))).code).toBe(7);
  expect((await runStep(inStage("steps: ['false | true']"))).code).toBe(0);
  expect((await runStep(inStage("shell: bash\nsteps: ['false | true']"))).code).toBe(1);
  expect((await runStep(inStage("shell: python\nsteps: ['print(\"it''s\", 1 + 1)']"))).output).toBe("it's 2\n");
  expect((await runStep(inStage("shell: cat\nsteps: ['it''s \"$HOME\" `so`']"))).output).toBe('it\'s "$HOME" `so`\n');
});

it("gives texts as they are, whatever they hold, and values of the run where they are asked", async () => {
  const { output } = await runStep(
    inStage(`
variables:
  A: "it's $HOME \`x\` \\\\ \\"q\\" !"
  B: "on \${{ git.branch }}!"
steps:
  - { run: 'echo "$A|$B|$C|\${{ params.target }}"', variables: { C: "\${{ env.B }} \${{ pipeline.name }}" } }
`),
    { BITBUCKET_BRANCH: "f/$(id)`id`\"'", target: "a b" },
  );
  const branch = "on f/$(id)`id`\"'!";
  expect(output).toBe(`it's $HOME \`x\` \\ "q" !|${branch}|${branch} shop|a b\n`);
});

it("allows the failures that the pipeline allows", async () => {
  expect(await runStep(inStage("allowFailure: true\nsteps: ['echo a; exit 3', echo b]"))).toEqual({
    code: 0,
    output: "a\n",
  });
  const codes = "allowFailure: { exitCodes: [3] }\nsteps: ['exit CODE', echo b]";
  expect((await runStep(inStage(codes.replace("CODE", "3")))).code).toBe(0);
  expect((await runStep(inStage(codes.replace("CODE", "4")))).code).not.toBe(0);
  const step = "steps: [{ run: 'exit CODE', allowFailure: { exitCodes: [2, 3] } }, echo on]";
  expect(await runStep(inStage(step.replace("CODE", "3")))).toEqual({ code: 0, output: "on\n" });
  expect((await runStep(inStage(step.replace("CODE", "1")))).code).not.toBe(0);
});

it("asks conditions of stages and steps in the run", async () => {
  const stage = inStage(
    "when: \"git.branch != 'x' && (params.target == 'c' || endsWith(git.branch, '/fix'))\"\nsteps: [{ run: echo ran }, { run: echo tagged, when: git.tag }]\nafterSteps: [echo after]",
  );
  expect((await runStep(stage, { BITBUCKET_BRANCH: "main", target: "c" })).output).toBe("ran\nafter\n");
  expect((await runStep(stage, { BITBUCKET_BRANCH: "a/fix", target: "a b", BITBUCKET_TAG: "v1" })).output).toBe(
    "ran\ntagged\nafter\n",
  );
  const skipped = "The condition does not hold: nothing to do.\n";
  expect(await runStep(stage, { BITBUCKET_BRANCH: "x", target: "c" })).toEqual({ code: 0, output: skipped + skipped });
});

it("tells steps that come after what the work came to", async () => {
  const stage = (work: string) =>
    inStage(
      `steps: ['${work}']\nafterSteps: [{ run: 'echo "was $O"', variables: { O: "\${{ stage.outcome }}" } }, { run: echo sad, when: failure() }, { run: echo glad, when: success() }]`,
    );
  expect(await runStep(stage("true"))).toEqual({ code: 0, output: "was success\nglad\n" });
  expect(await runStep(stage("exit 3"))).toEqual({ code: 3, output: "was failed\nsad\n" });
});

it("hands on what steps and stages put out", async () => {
  const stages = inStage(
    `outputs: { version: "v\${{ steps.read.outputs.version }}", where: "\${{ git.branch }}" }
steps:
  - { id: read, run: 'echo "version=1 \\"2\\" $HOME" >> "$HEADRACE_OUTPUT"' }
  - { run: 'echo "$V"', variables: { V: "\${{ steps.read.outputs.version }}" } }`,
  ).concat(`
  two:
    needs: [{ stage: one, artifacts: false }]
    when: \${{ startsWith(needs.one.outputs.where, 'm') }}
    variables: { VERSION: "\${{ needs.one.outputs.version }}" }
    steps: ['echo "$VERSION"']`);
  const directory = mkdtempSync(join(tmpdir(), "bitbucket-clone-"));
  try {
    const environment = { BITBUCKET_CLONE_DIR: directory, BITBUCKET_BRANCH: "main", HOME: "/h" };
    expect(await runStep(stages, environment)).toEqual({ code: 0, output: '1 "2" /h\n' });
    expect(await runStep(stages, environment, 1)).toEqual({ code: 0, output: 'v1 "2" /h\n' });
  } finally {
    rmSync(directory, { recursive: true });
  }
});

it("gives Headrace's own variables to scripts that name them, and ends a step at its time", async () => {
  const { output } = await runStep(
    inStage('steps: [\'echo "$HEADRACE_STAGE $HEADRACE_BRANCH" >> "$HEADRACE_OUTPUT"; cat "$HEADRACE_OUTPUT"\']'),
    { BITBUCKET_BRANCH: "main" },
  );
  expect(output).toBe("one main\n");
  expect((await runStep(inStage("steps: [{ run: 'sleep 30', timeout: 1s }]"))).code).toBe(124);
});
