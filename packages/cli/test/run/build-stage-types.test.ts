import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { expect, test } from "vitest";
import { eventsOf, linesOf, outcomesOf, useFixture } from "../support/fixture.ts";

/** Milliseconds: other people's build tools take their time, above all on a busy machine. */
const patience = 120_000;

/** Why a program cannot be used here; null when it can. */
function lackOf(program: string, parameters: readonly string[]): string | null {
  try {
    execFileSync(program, parameters, { stdio: "pipe", timeout: 20_000 });
    return null;
  } catch (error) {
    const missing = error instanceof Error && "code" in error && error.code === "ENOENT";
    return missing ? `${program} is not installed here` : `\`${program} ${parameters.join(" ")}\` fails here`;
  }
}

test("python-build makes the wheel of a project, in an environment of its own", {
  timeout: patience,
}, async (context) => {
  const lack = lackOf("python3", ["-c", "import venv, ensurepip"]);
  if (lack !== null) return context.skip(lack);
  using bench = useFixture("python-build");
  const ran = await bench.command(["run", "--json"]);
  expect(outcomesOf(ran)).toEqual({ build: "success", use: "success" });
  expect(linesOf(ran, "use")).toEqual(["dist/greeting-1.2.3-py3-none-any.whl", "Good day, Ada"]);
  expect(eventsOf(ran, "artifact.stored", "build")[0]).toMatchObject({ name: "wheel", files: 1 });
  expect(readdirSync(bench.directory).filter((name) => /env/.test(name))).toEqual([]);
});

test("go-build makes the programs of a module", { timeout: patience }, async (context) => {
  const lack = lackOf("go", ["version"]);
  if (lack !== null) return context.skip(lack);
  using bench = useFixture("go-build");
  const ran = await bench.command(["run", "--json", "--variable", "GOFLAGS=-mod=mod", "--variable", "GOPROXY=off"]);
  expect(outcomesOf(ran)).toEqual({ build: "success", use: "success" });
  expect(linesOf(ran, "use")).toEqual(["bin", "Good day, Ada", "Farewell, Ada"]);
  expect(eventsOf(ran, "artifact.stored", "build")[0]).toMatchObject({ name: "programs", files: 2 });
});

test("docker-build makes an image, and hands on its name and identity", { timeout: patience }, async (context) => {
  const lack = lackOf("docker", ["version"]);
  if (lack !== null) return context.skip(lack);
  using bench = useFixture("docker-build");
  const host = process.env.DOCKER_HOST;
  const engine = host === undefined ? [] : ["--variable", `DOCKER_HOST=${host}`];
  const ran = await bench.command(["run", "--json", ...engine]);
  expect(outcomesOf(ran)).toEqual({ build: "success", untagged: "success", use: "success" });
  const steps = eventsOf(ran, "step.finished", "use").map(({ phase, outcome }) => [phase, outcome]);
  expect(steps).toEqual([...Array(4).fill(["steps", "success"]), ...Array(2).fill(["afterSteps", "success"])]);
  expect(linesOf(ran, "use").slice(0, 4)).toEqual(["headrace-test/greeting:1", "the digest", "the digest", "greeting"]);
  expect(eventsOf(ran, "output.set", "build")).toContainEqual(
    expect.objectContaining({ name: "digest", value: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) }),
  );
});

test("integration-tests and e2e-tests hand on what their reports hold, also when tests fail", async () => {
  using bench = useFixture("test-types");
  const server = createServer((request, response) => {
    response.statusCode = request.url === "/" ? 200 : 404;
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    const address = server.address();
    const site = `http://127.0.0.1:${typeof address === "object" ? address?.port : undefined}`;
    const ran = await bench.command(["run", "--json", "--param", `site=${site}`]);
    expect(outcomesOf(ran)).toEqual({
      integration: "success",
      browse: "failed",
      unreported: "success",
      tell: "success",
    });
    expect(linesOf(ran, "tell")).toEqual([
      "integration true 2",
      "browse false 1 of 2 in reports/browse.xml",
      "unreported true ''",
    ]);
    const read = await bench.command(["tests", String(ran.events[0]?.executionId), "--json"]);
    expect(read.stdout).toContain("/basket opens");
  } finally {
    server.close();
  }
});

test("a missing tool of a build is named, with what to do", async () => {
  for (const type of ["python-build", "go-build", "docker-build"]) {
    using bench = useFixture(type);
    const empty = join(bench.directory, "empty");
    bench.write("empty/.keep", "");
    const ran = await bench.command(["run", "--json", "--stage", "build", "--variable", `PATH=${empty}`]);
    expect(outcomesOf(ran)).toEqual({ build: "failed" });
    expect(linesOf(ran, "build").join("\n")).toMatch(/ is not installed here\. Install /);
    expect(eventsOf(ran, "stage.finished", "build")[0]).toMatchObject({ exitCode: 127 });
  }
});
