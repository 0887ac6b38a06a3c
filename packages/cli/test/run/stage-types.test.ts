import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { expect, test } from "vitest";
import { eventsOf, linesOf, outcomesOf, useFixture } from "../support/fixture.ts";
import { createWorkbench } from "../support/workbench.ts";

const content = "what the server holds\n";

test("stages are made of types: built in, the project's own, and a neighbouring repository's by version", async () => {
  using fixture = useFixture("stage-types");
  using bench = createWorkbench();
  cpSync(fixture.directory, join(bench.directory, "project"), { recursive: true });
  const repository =
    (name: string) =>
    (...parameters: readonly string[]): void => {
      const identity = ["-c", "user.name=A", "-c", "user.email=a@example.org"];
      execFileSync("git", ["-C", join(bench.directory, name), ...identity, ...parameters], { stdio: "ignore" });
    };
  bench.write("sources/readme.txt", "read me\n");
  const sources = repository("sources");
  sources("init", "--initial-branch", "main");
  sources("add", ".");
  sources("commit", "--message", "Begin");
  const announce = (words: string): string =>
    `inputs: { text: { type: string } }\nsteps: ['echo "${words} $INPUT_TEXT"']\n`;
  bench.write("platform/headrace/stage-types/announce.yml", announce("announcing"));
  const platform = repository("platform");
  platform("init", "--initial-branch", "main");
  platform("add", ".");
  platform("commit", "--message", "Begin");
  platform("tag", "1");
  // What lies there now is not what the version says.
  bench.write("platform/headrace/stage-types/announce.yml", announce("shouting"));

  const server = createServer((request, response) => {
    response.statusCode = request.url === "/file.txt" ? 200 : 404;
    response.end(content);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    const address = server.address();
    const port = typeof address === "object" ? address?.port : undefined;
    const ran = await bench.command(
      [
        ...["run", "--json", "--param", `url=http://127.0.0.1:${port}/file.txt`],
        ...["--param", `sum=${createHash("sha256").update(content).digest("hex")}`],
        ...["--param", `repository=${join(bench.directory, "sources")}`],
      ],
      { directory: "project" },
    );
    expect(ran.stderr).toBe("");
    expect(ran.exitCode).toBe(0);
    expect(outcomesOf(ran)).toMatchObject({ forged: "failed", use: "success", upload: "success" });
    expect(linesOf(ran, "script")).toEqual(["a script"]);
    expect(linesOf(ran, "own")).toEqual(["greeting Ada"]);
    expect(linesOf(ran, "shared")).toEqual(["announcing shipped"]);
    expect(linesOf(ran, "forged").join("\n")).toContain("was expected. It was removed.");
    expect(existsSync(join(bench.directory, "project/forged.txt"))).toBe(false);
    expect(linesOf(ran, "use")).toEqual([content.trimEnd(), "read me", "bundled", "Good day, Ada; passed true"]);
    expect(eventsOf(ran, "tests.reported", "tests")[0]).toMatchObject({ total: 2, coverage: 50 });
    expect(eventsOf(ran, "artifact.stored", "upload")[0]).toMatchObject({ name: "uploaded-files", files: 1 });
  } finally {
    server.close();
  }
});

test("a stage type that is nowhere is named, with where it was looked for", async () => {
  using bench = createWorkbench({
    "headrace.yml": "name: lost\nstages:\n  lost: { uses: platform/nowhere@9 }\n",
  });
  const ran = await bench.command(["run"]);
  expect(ran.exitCode).toBe(2);
  expect(ran.stderr).toContain("platform/nowhere@9");
});
