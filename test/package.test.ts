import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { expect, it } from "vitest";
import { root, run, temporaryFolder } from "./support.ts";

const { version } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));

/** As a person outside this checkout: none of its programs are found before the system's. */
const environment = {
  ...process.env,
  PATH: (process.env.PATH ?? "")
    .split(delimiter)
    .filter((folder) => !folder.startsWith(root))
    .join(delimiter),
};

async function npm(cwd: string, ...args: readonly string[]): Promise<string> {
  const quiet = ["--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"];
  const ended = await run("npm", [...args, ...quiet], { cwd, env: environment });
  expect(ended, ended.stderr).toMatchObject({ code: 0 });
  return ended.stdout;
}

it("packs a package that installs elsewhere, runs a pipeline and serves programs", { timeout: 180_000 }, async () => {
  await using folder = await temporaryFolder();
  const elsewhere = join(folder.path, "elsewhere");
  await mkdir(elsewhere);
  await npm(root, "pack", "--pack-destination", folder.path);
  await writeFile(join(elsewhere, "package.json"), '{ "private": true }');
  await npm(elsewhere, "install", "--prefer-offline", join(folder.path, `headrace-${version}.tgz`));

  const headrace = join(elsewhere, "node_modules", ".bin", "headrace");
  const asked = await run(headrace, ["--version"], { cwd: elsewhere, env: environment });
  expect(asked).toEqual({ code: 0, signal: null, stdout: `${version}\n`, stderr: "" });

  // Libraries are in the bundle; what the types of the package name comes with it, and the Node that it runs on.
  const installed = await readdir(join(elsewhere, "node_modules"));
  expect(installed.filter((name) => !/^\.|^node/.test(name))).toEqual(["@actions", "headrace", "kysely", "zod"]);
  const licences = await readFile(join(elsewhere, "node_modules", "headrace", "dist", "LICENCES.txt"), "utf8");
  const named = licences.match(/^\S+(?= \d+\.\d+\.\d+$)/gm);
  expect(named).toEqual(expect.arrayContaining(["@actions/expressions", "better-auth", "commander", "ms", "zod"]));

  await writeFile(
    join(elsewhere, "headrace.yml"),
    "name: elsewhere\nstages:\n  build: { steps: [echo built > built.txt] }\n  test: { needs: [build], steps: [cat built.txt] }\n",
  );
  const ran = await run(headrace, ["run"], { cwd: elsewhere, env: environment });
  expect(ran, ran.stderr).toMatchObject({ code: 0 });
  expect(await readFile(join(elsewhere, "built.txt"), "utf8")).toBe("built\n");

  const node = join(elsewhere, "node_modules", ".bin", "node");
  await writeFile(join(elsewhere, "ci.mjs"), await programOfReadme());
  const used = await run(node, ["ci.mjs"], { cwd: elsewhere, env: environment });
  expect(used).toMatchObject({ code: 0, signal: null, stderr: "" });
  expect(used.stdout).toMatch(/^SUCCESS \d+ ms\nbuild SUCCESS\ntest SUCCESS\n$/);

  const required = await run(node, ["-p", "typeof require('headrace').PipelineManager"], { cwd: elsewhere });
  expect(required).toEqual({ code: 0, signal: null, stdout: "function\n", stderr: "" });
  const pretendOld = join(root, "test", "pretend-old-node.mjs");
  const refused = await run(node, ["--import", pretendOld, "ci.mjs"], { cwd: elsewhere, env: environment });
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain("Headrace needs Node.js 24.15 or later; this is 20.19.0.");
});

async function programOfReadme(): Promise<string> {
  const readme = await readFile(join(root, "README.md"), "utf8");
  const [, program] = /^```js\n([\s\S]*?)^```$/m.exec(readme) ?? [];
  if (program === undefined) throw new Error("README.md shows no program");
  return program;
}
