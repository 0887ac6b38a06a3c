import { spawn } from "node:child_process";
import { cp, mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { root, run, temporaryFolder } from "./support.ts";

const pretendOld = join(root, "test", "pretend-old-node.mjs");

/** An installed tree: the launcher in a package of its own, with a command line that the test writes. */
async function createInstallation(folder: string, main: string): Promise<string> {
  const home = join(folder, "node_modules", "headrace");
  const entry = join(home, "dist");
  await mkdir(entry, { recursive: true });
  await cp(join(root, "bin"), join(home, "bin"), { recursive: true });
  await writeFile(join(home, "package.json"), '{ "type": "module" }');
  await writeFile(join(entry, "main.js"), main);
  return join(home, "bin", "headrace.js");
}

async function bringNode(folder: string, version: string): Promise<void> {
  const brought = join(folder, "node_modules", "node");
  await mkdir(join(brought, "bin"), { recursive: true });
  await symlink(process.execPath, join(brought, "bin", "node"));
  await writeFile(join(brought, "package.json"), JSON.stringify({ version }));
}

describe("the launcher", () => {
  it("runs the checkout's command line and prints nothing of its own", async () => {
    const { version } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
    const ended = await run(process.execPath, [join(root, "bin", "headrace.js"), "--version"]);
    expect(ended).toEqual({ code: 0, signal: null, stdout: `${version}\n`, stderr: "" });
  });

  it("passes arguments on and exits with what main gives, after all output is flushed", async () => {
    await using folder = await temporaryFolder();
    const bin = await createInstallation(
      folder.path,
      'export async function main(argv) { console.log(argv.join("|") + "x".repeat(1_000_000)); return 7; }',
    );
    const ended = await run(process.execPath, [bin, "run", "a b"]);
    expect(ended.code).toBe(7);
    expect(ended.stdout).toHaveLength("run|a b".length + 1_000_001);
  });

  it("exits with 3 when the command line itself breaks", async () => {
    await using folder = await temporaryFolder();
    const bin = await createInstallation(folder.path, 'export async function main() { throw new Error("broken"); }');
    const ended = await run(process.execPath, [bin]);
    expect(ended.code).toBe(3);
    expect(ended.stderr).toContain("broken");
  });

  it("keeps compiled code in the user's own folder", async () => {
    await using folder = await temporaryFolder();
    const bin = await createInstallation(
      folder.path,
      'import module from "node:module"; export async function main() { console.log(module.getCompileCacheDir()); return 0; }',
    );
    const cache = join(folder.path, "cache");
    const env = { PATH: process.env.PATH, XDG_CACHE_HOME: cache };
    const ended = await run(process.execPath, [bin], { env });
    expect(ended.stdout).toMatch(cache);
  });

  describe("in a fresh clone, where nothing is installed", () => {
    it.each([
      ["the Node that runs it", []],
      ["an old Node", ["--import", pretendOld]],
    ])("started by %s says what to do", async (_, options) => {
      await using folder = await temporaryFolder();
      const sources = join(folder.path, "packages", "cli", "src");
      await mkdir(sources, { recursive: true });
      await cp(join(root, "bin"), join(folder.path, "bin"), { recursive: true });
      await writeFile(join(folder.path, "package.json"), '{ "type": "module" }');
      await writeFile(join(sources, "main.ts"), 'import "commander"; export const main = () => 0;');
      const ended = await run(process.execPath, [...options, join(folder.path, "bin", "headrace.js"), "run"]);
      expect(ended).toMatchObject({ code: 3, stdout: "" });
      expect(ended.stderr.trimEnd().split("\n")).toEqual([
        expect.stringMatching(/Headrace needs Node|Cannot find package 'commander'/),
        "Install what it needs, its Node.js among it: npm ci",
      ]);
    });
  });

  describe("started by an old Node", () => {
    it("runs on the Node that was brought, wherever npm put it", async () => {
      await using folder = await temporaryFolder();
      const bin = await createInstallation(
        folder.path,
        "export async function main(argv) { console.log(process.versions.node, ...argv); return 5; }",
      );
      await bringNode(folder.path, process.versions.node);
      const ended = await run(process.execPath, ["--import", pretendOld, bin, "validate"]);
      expect(ended).toEqual({ code: 5, signal: null, stdout: `${process.versions.node} validate\n`, stderr: "" });
    });

    it("says what to install when there is none, or only an old one", async () => {
      await using folder = await temporaryFolder();
      const bin = await createInstallation(folder.path, "export async function main() { return 0; }");
      await bringNode(folder.path, "22.20.0");
      const ended = await run(process.execPath, ["--import", pretendOld, bin]);
      expect(ended.code).toBe(3);
      expect(ended.stderr).toContain("Headrace needs Node.js 24.15 or later; this is 20.19.0");
      expect(ended.stderr).toContain("npm install node@24");
    });

    it("passes a signal on, and ends as the command line ended", async () => {
      await using folder = await temporaryFolder();
      const bin = await createInstallation(
        folder.path,
        [
          "export function main() {",
          '  process.on("SIGINT", () => { console.log("interrupted"); process.kill(process.pid, "SIGKILL"); });',
          '  console.log("ready");',
          "  return new Promise(() => setInterval(() => {}, 1000));",
          "}",
        ].join("\n"),
      );
      await bringNode(folder.path, process.versions.node);
      const child = spawn(process.execPath, ["--import", pretendOld, bin], { stdio: ["ignore", "pipe", "inherit"] });
      try {
        const ended = new Promise((resolve) => child.on("close", (code, signal) => resolve({ code, signal })));
        let output = "";
        const isReady = new Promise<void>((resolve) => {
          child.stdout.setEncoding("utf8").on("data", (text: string) => {
            output += text;
            if (output.includes("ready")) resolve();
          });
        });
        await Promise.race([isReady, ended]);
        child.kill("SIGINT");
        expect(await ended).toEqual({ code: null, signal: "SIGKILL" });
        expect(output).toBe("ready\ninterrupted\n");
      } finally {
        child.kill("SIGKILL");
      }
    });
  });
});
