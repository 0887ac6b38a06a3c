import { execFileSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addRepository, onGitHub, startBitbucketDouble, startGitHubDouble } from "../../../../test/forges/index.ts";
import { bootstrapToken, type ServerProcess, startServerProcess } from "../support/server.ts";
import { createWorkbench, openWorkbench, type Ran, type Workbench } from "../support/workbench.ts";

let server: ServerProcess;
let bench: Workbench;
let green: string;
let red: string;

beforeAll(async () => {
  server = await startServerProcess({ parameters: ["--demo", "--allow-private-addresses"] });
  bench = createWorkbench();
  const { executions } = await server.printedOf("demo");
  [green = "", red = ""] = (executions as readonly { readonly id: string }[]).map(({ id }) => id);
  // Two executions run first, on a machine that may be busy.
}, 60_000);

afterAll(async () => {
  bench[Symbol.dispose]();
  await server[Symbol.asyncDispose]();
});

function headrace(...parameters: string[]): Promise<Ran> {
  return bench.command(parameters, { environment: server.environment });
}

/** As a program: it has to end by itself too. */
function program(...parameters: string[]): Promise<Ran> {
  return bench.headrace(parameters, { environment: server.environment });
}

test("a login is kept for its owner alone, after it was tried; logging out forgets it", async () => {
  const environment = { XDG_CONFIG_HOME: join(bench.directory, "config"), HEADRACE_URL: "", HEADRACE_TOKEN: "" };
  const run = (parameters: readonly string[], more: Record<string, string> = {}): Promise<Ran> =>
    bench.command(parameters, { environment: { ...environment, ...more } });
  const wrong = await run(["login", server.url], { HEADRACE_TOKEN: "hrt_wrong" });
  expect(wrong).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("does not know the token") });
  const given = await bench.headrace(["login", `${server.url}/`, "--with-token"], {
    environment,
    input: `${bootstrapToken}\n`,
  });
  expect(given).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("as Owner, owner of Default") });
  const file = join(bench.directory, "config", "headrace", "servers.json");
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(given.stdout + given.stderr).not.toContain(bootstrapToken);
  expect(await run(["executions", "list", "--server", server.url])).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining("shop#2"),
  });
  expect(await run(["logout"])).toMatchObject({ exitCode: 0 });
  expect(readFileSync(file, "utf8")).not.toContain(bootstrapToken);
  expect(await run(["executions", "list", "--server", server.url])).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining("You are not logged in"),
  });
});

test("a token in the environment is shown to no other server than the one beside it", async () => {
  const asked = await bench.command(["executions", "list", "--server", server.url], {
    environment: {
      HEADRACE_URL: "https://elsewhere.example.org",
      HEADRACE_TOKEN: bootstrapToken,
      XDG_CONFIG_HOME: join(bench.directory, "none"),
    },
  });
  expect(asked).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("You are not logged in") });
});

test("executions on a server are listed and shown as those here are", async () => {
  const listed = await headrace("executions", "list", "--outcome", "failed", "--json");
  expect(JSON.parse(listed.stdout)).toMatchObject({ executions: [{ id: red, pipeline: "shop", number: 2 }] });
  const shown = await headrace("executions", "show", "shop#2");
  expect(shown.stdout).toContain("✗ test     failed");
  expect(shown.stdout).toMatch(/test, step "Test": exit code 1\n[\s\S]*delivers free from 50\.00 on/);
  expect(shown.stdout).toContain("✗ shop#2 failed in");
  expect(await headrace("executions", "show", "nothing")).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('There is no execution "nothing"'),
  });
  const events = await headrace("executions", "events", red.slice(0, 18));
  expect(events.events[0]).toMatchObject({ seq: 1, type: "execution.created", at: expect.stringMatching(/Z$/) });
  expect(events.events.at(-1)).toMatchObject({ type: "execution.finished", outcome: "failed" });
});

test("logs are printed, searched and followed", async () => {
  expect((await headrace("logs", green, "--stage", "lint")).stdout).toBe("src/basket.mjs is sound\n");
  expect((await headrace("logs", green)).stdout).toContain("build | src/basket.mjs → dist/basket.mjs\n");
  expect((await headrace("logs", "latest", "--stage", "test", "--search", "^✖ deliv")).stdout).toMatch(
    /^\d+: ✖ delivers free from 50\.00 on/,
  );
  expect((await program("logs", green, "--follow", "--stage", "build")).stdout).toContain("src/basket.mjs → dist");
});

test("a server is asked to let interrupted deployments go on, and says where there are none", async () => {
  expect(await headrace("resume", green)).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining("--resume-deployments"),
  });
  expect(await headrace("resume", green, "--resume-deployments")).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining("has ended"),
  });
  expect(await headrace("resume", "--resume-deployments")).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining("headrace resume web-app#12 --resume-deployments"),
  });
});

test("artifacts are listed and unpacked", async () => {
  const listed = await headrace("artifacts", "list", "shop#1", "--json");
  expect(JSON.parse(listed.stdout)).toMatchObject([{ name: "dist" }, { name: "package" }]);
  const got = await headrace("artifacts", "get", "shop#1", "dist", "--into", "unpacked");
  expect(got).toMatchObject({ exitCode: 0, stdout: "dist of build: 1 file in unpacked\n" });
  expect(bench.read("unpacked/dist/basket.mjs")).toContain("sum + 4_90");
});

test("an execution is triggered, watched to its end, and run again", async () => {
  const triggered = await program("trigger", "shop", "--wait");
  expect(triggered.exitCode).toBe(1);
  expect(triggered.stdout).toMatch(
    /^lint \| started\n[\s\S]*^lint \| src\/basket.mjs is sound\n[\s\S]*^lint \| success in/m,
  );
  const [, afterTest = ""] = triggered.stdout.split("\ntest | failed in");
  expect(afterTest).toContain("shop#3 failed in");
  expect(afterTest).not.toMatch(/^test \| /m);
  expect(triggered.stdout).toContain("✗ shop#3 failed in");
  const watched = await program("watch", green, "--json");
  expect(watched.exitCode).toBe(0);
  expect(watched.events.filter(({ type }) => type !== "log").map(({ seq }) => seq)).toEqual(
    Array.from({ length: watched.events.filter(({ type }) => type !== "log").length }, (_, index) => index + 1),
  );
  expect(watched.events).toContainEqual(
    expect.objectContaining({ type: "log", stage: "lint", text: "src/basket.mjs is sound", line: 1 }),
  );
  // Each attempt's lines stand between its beginning and its end.
  const told = watched.events.filter(({ instance }) => instance === "test").map(({ type }) => type);
  expect(told.indexOf("stage.started")).toBeLessThan(told.indexOf("log"));
  expect(told.lastIndexOf("log")).toBeLessThan(told.indexOf("stage.finished"));
  const again = await headrace("rerun", "shop#3", "--failed", "--wait");
  expect(again).toMatchObject({ exitCode: 1, stdout: expect.stringContaining("✗ shop#4 failed in") });
  expect(await headrace("trigger", "shop", "--param", "target=staging")).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining("target"),
  });
  expect(await headrace("trigger", "sho")).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("shop") });
});

test("a running execution that waits for approval is listed as that, and cancelled", async () => {
  const text =
    "name: slow\nstages:\n  sleep: { steps: [sleep 60] }\n  ship: { approval: { minimum: 1 }, steps: ['true'] }\n";
  const api = async (path: string, body?: unknown): Promise<ReturnType<typeof JSON.parse>> => {
    const response = await fetch(`${server.url}/api/v1${path}`, {
      headers: { authorization: `Bearer ${bootstrapToken}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }),
    });
    return await response.json();
  };
  const [repository] = (await api("/repositories")).items;
  await api("/pipelines", { name: "slow", repository: repository.id, text });
  const started = JSON.parse((await headrace("trigger", "slow", "--json")).stdout);
  const list = async (): Promise<string> => (await headrace("executions", "list", "--limit", "1")).stdout;
  await expect.poll(list, { timeout: 20_000, interval: 50 }).toMatch(/\? waiting for approval +slow#1/);
  expect(await headrace("cancel", "slow#1")).toMatchObject({ exitCode: 0, stdout: "Cancelling slow#1.\n" });
  const watched = await headrace("watch", started.id, "--quiet");
  expect(watched).toMatchObject({ exitCode: 130, stdout: expect.stringContaining("slow#1 was cancelled") });
});

test("what waits for people is listed, consented to and refused from here", async () => {
  bench.write(
    "gates.yml",
    "name: gates\nstages:\n  a: { approval: {}, steps: ['true'] }\n  b: { approval: { instructions: look }, steps: ['true'] }\n",
  );
  expect(await headrace("pipelines", "add", "gates.yml", "--repository", "shop")).toMatchObject({ exitCode: 0 });
  await headrace("trigger", "gates");
  const waiting = async () => (await headrace("approvals", "--mine")).stdout.match(/gates#1 +[ab] .*waits for you/g);
  await expect.poll(waiting, { timeout: 20_000, interval: 50 }).toHaveLength(2);
  expect((await headrace("executions", "list", "--status", "running", "--json")).stdout).toContain('"gates"');
  expect((await headrace("executions", "list", "--outcome", "unknown")).stdout).toContain("No execution matches");
  expect(await headrace("approve", "gates#1")).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining("--stage: a, b"),
  });
  expect(await headrace("approve", "gates#1", "--stage", "a", "--comment", "looks well")).toMatchObject({
    exitCode: 0,
    stdout: expect.stringMatching(/^Approved a of gates#1 at [0-9a-f]{10}\.\n$/),
  });
  const refused = await headrace("reject", "gates#1", "--json");
  expect(JSON.parse(refused.stdout)).toMatchObject({ instance: "b", state: "rejected" });
  expect((await headrace("watch", "gates#1", "--quiet")).exitCode).toBe(1);
  expect(await headrace("approve", "gates#1")).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining("Nothing of gates#1 waits"),
  });
  expect((await headrace("approvals", "--state", "approved", "--json")).stdout).toContain("looks well");
});

test("secrets and variables are set, listed and removed; a value of a secret is printed by nothing", async () => {
  const set = await bench.command(["secrets", "set", "DEPLOY_TOKEN", "--repository", "shop", "--only-branch", "main"], {
    environment: server.environment,
    input: "hush-4711\n",
  });
  expect(set).toMatchObject({ exitCode: 0, stdout: "Set DEPLOY_TOKEN of shop.\n" });
  const listed = await headrace("secrets", "list", "--repository", "shop", "--json");
  expect(JSON.parse(listed.stdout)).toMatchObject([{ name: "DEPLOY_TOKEN", rules: { branches: ["main"] } }]);
  expect(set.stdout + set.stderr + listed.stdout).not.toContain("hush-4711");
  expect(await headrace("variables", "set", "REGION", "eu-south-1")).toMatchObject({
    stdout: "Set REGION of the organization.\n",
  });
  expect((await headrace("variables", "list")).stdout).toMatch(/^REGION +eu-south-1 /m);
  expect(await headrace("variables", "remove", "REGOIN")).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining("Did you mean REGION"),
  });
  expect(await headrace("variables", "remove", "REGION")).toMatchObject({ exitCode: 0 });
  expect(await headrace("secrets", "remove", "DEPLOY_TOKEN", "--repository", "shop")).toMatchObject({ exitCode: 0 });
  expect(await headrace("secrets", "set", "X", "--environment", "production")).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining("--repository"),
  });
});

test("what stands in environments is listed, and what stood there before is brought back", async () => {
  bench.write("ship.yml", "name: ship\nstages:\n  ship: { environment: production, steps: [echo shipping] }\n");
  const added = JSON.parse((await headrace("pipelines", "add", "ship.yml", "--repository", "shop", "--json")).stdout);
  await headrace("call", "schedules.create", `pipeline=${added.id}`, "cron=0 3 * * *", "timezone=Europe/Rome");
  const scheduled = (await headrace("schedules", "--pipeline", "ship")).stdout;
  expect(scheduled).toMatch(/^ship +0 3 \* \* \* +Europe\/Rome +\(default\) +\d{4}-\d\d-\d\dT0[12]:00/m);
  expect((await headrace("environments")).stdout).toContain("There is no environment yet");
  for (const _ of [1, 2]) expect((await headrace("trigger", "ship", "--wait", "--quiet")).exitCode).toBe(0);
  expect((await headrace("environments", "--repository", "shop")).stdout).toMatch(/^production +shop +[0-9a-f]{10}$/m);
  expect(await headrace("rollback", "prodction")).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('Did you mean "production"?'),
  });
  const back = await headrace("rollback", "production", "--reason", "unpaid", "--wait");
  expect(back).toMatchObject({ exitCode: 0, stderr: "" });
  const listed = (await headrace("deployments", "--environment", "production", "--limit", "2")).stdout;
  expect(listed).toMatch(/^✓ success, stands there now .*ship#3 .*\n✓ success, rolled back .*ship#2 /m);
  expect(listed).not.toContain("ship#1");
});

test("any operation can be called, with fields as text, as JSON or from a file", async () => {
  const [repository] = JSON.parse((await headrace("call", "repositories.list", "search=shop")).stdout).items;
  bench.write("rules.json", JSON.stringify({ repository: repository.id, name: "staging" }));
  const made = await headrace("call", "environments.create", "--input", "rules.json", 'rules:={"oneAtATime":true}');
  expect(JSON.parse(made.stdout)).toMatchObject({ name: "staging", rules: { oneAtATime: true } });
  expect((await headrace("call", "logs.raw", `execution=${green}`, "stage=lint")).stdout).toContain("is sound\n");
  expect(await headrace("call", "environments.creat")).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining("environments.create"),
  });
  expect(await headrace("call", "repositories.list", "limit:=x")).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining("not JSON"),
  });
  expect((await headrace("call")).stdout).toMatch(/^executions\.rerun +POST +\/executions\/\{execution\}\/rerun$/m);
});

test("a host of code is tried from here, connected, checked again and removed; its token is shown nowhere", async () => {
  const bitbucket = await startBitbucketDouble();
  try {
    const token = "ATCTT3x-very-secret";
    bitbucket.tokens.set(`Bearer ${token}`, ["read:repository:bitbucket"]);
    addRepository(bitbucket.world, "acme/shop");
    const printed: string[] = [];
    const run = async (parameters: readonly string[], more: Readonly<Record<string, string>> = {}): Promise<Ran> => {
      const environment = { ...server.environment, HEADRACE_FORGE_TOKEN: token, ...more };
      const ran = await bench.command(parameters, { environment });
      printed.push(ran.stdout, ran.stderr);
      return ran;
    };
    const host = ["bitbucket-cloud", "acme", "--url", bitbucket.url];
    const nobody = { HEADRACE_URL: "", HEADRACE_TOKEN: "" };
    const tried = await run(["connect", ...host, "--check"], nobody);
    expect(tried.exitCode).toBe(0);
    expect(tried.stdout).toMatch(/^repositories\.read +works +read:repository:bitbucket$/m);
    expect(tried.stdout).toMatch(/^runs\.read +refused +read:pipeline:bitbucket +.*required privilege scopes/m);
    expect(tried.stdout).toMatch(/^runs\.start +untested +read:pipeline:bitbucket write:pipeline:bitbucket$/m);
    expect(bitbucket.asked.every(({ method }) => method === "GET")).toBe(true);
    expect((await run(["connections", "list"])).stdout).toContain("There is no connection.");
    const wrong = await run(["connect", ...host, "--check"], { ...nobody, HEADRACE_FORGE_TOKEN: "wrong-one" });
    expect(wrong.exitCode).not.toBe(0);
    expect(wrong.stderr).toContain("401");
    expect(wrong.stderr).not.toContain("wrong-one");
    expect(await run(["connect", ...host, "--name", "code"])).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining("Connected code."),
    });
    expect((await run(["connections", "list"])).stdout).toMatch(/^code +bitbucket-cloud +acme +believed/m);
    bitbucket.tokens.clear();
    expect(await run(["connections", "check", "code"])).toMatchObject({
      exitCode: 1,
      stdout: expect.stringContaining("The token is not believed."),
    });
    expect(await run(["connections", "remove", "cod"])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('Did you mean "code"?'),
    });
    expect(await run(["connections", "remove", "code"])).toMatchObject({ exitCode: 0 });
    expect(printed.join("")).not.toContain(token);
    expect(bitbucket.violations).toEqual([]);
  } finally {
    await bitbucket.stop();
  }
});

test("a GitHub App is tried from here by its key file, and asked only for what it is", async () => {
  const github = await startGitHubDouble();
  try {
    const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const installations = new Map([["acme", { id: 77, permissions: { actions: "read", metadata: "read" } as const }]]);
    github.world.now = Date.now();
    github.world.apps.set("12345", { slug: "headrace", publicKey, installations });
    onGitHub.addRun(github.world, onGitHub.addRepository(github.world, "acme/shop"));
    const key = join(bench.directory, "headrace.private-key.pem");
    writeFileSync(key, privateKey.export({ type: "pkcs1", format: "pem" }));
    const host = ["connect", "github", "acme", "--url", github.url, "--check", "--app", "12345"];
    const environment = { ...server.environment, HEADRACE_FORGE_TOKEN: "" };
    const tried = await bench.command([...host, "--app-key", key], { environment });
    expect(tried).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("it is the app headrace's") });
    expect(tried.stdout).toMatch(/^reviews\.write +absent +approving deployments needs a user's token/m);
    expect(await bench.command(host, { environment })).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("Give --app and --app-key together"),
    });
    expect(github.violations).toEqual([]);
  } finally {
    await github[Symbol.asyncDispose]();
  }
});

test("repositories and pipelines are added, named by names, shown and switched on", async () => {
  execFileSync("git", ["init", "--quiet", "--initial-branch=main", join(bench.directory, "tools")]);
  expect(await headrace("repositories", "add", "./no-such")).toMatchObject({
    exitCode: 2,
    stderr: expect.stringMatching(/There is no .*no-such on the server's machine/),
  });
  const added = await headrace("repositories", "add", "./tools");
  expect(added).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("Added the repository tools.") });
  expect((await headrace("repositories", "list")).stdout).toMatch(/^tools +main +\/.*\/tools$/m);
  bench.write("nightly.yml", "name: nightly\nstages: { a: { steps: [echo one] } }\n");
  expect(await headrace("pipelines", "add", "nightly.yml", "--repository", "tols")).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('Did you mean "tools"?'),
  });
  const pipeline = await headrace("pipelines", "add", "nightly.yml", "--repository", "tools", "--activate");
  expect(pipeline).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining("Added the pipeline nightly of tools."),
  });
  expect(await headrace("trigger", "nigthly")).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('Did you mean "nightly"?'),
  });
  bench.write("nightly.yml", "name: nightly\nstages: { a: { step: [echo two] } }\n");
  expect(await headrace("pipelines", "update", "tools/nightly", "nightly.yml")).toMatchObject({
    exitCode: 2,
    stdout: "Saved version 2 of nightly.\n",
    stderr: expect.stringContaining('"step"'),
  });
  expect((await headrace("pipelines", "list", "--repository", "tools")).stdout).toMatch(
    /^nightly +tools +active +stored, version 2$/m,
  );
  expect(await headrace("pipelines", "deactivate", "nightly")).toMatchObject({ exitCode: 0 });
  const own = await headrace("pipelines", "add", "--repository", "tools", "--name", "own", "--path", "ci/own.yml");
  expect(own.stdout).toContain("It is a draft");
  const shown = await headrace("pipelines", "show", "own");
  expect(shown.stdout).toMatch(/repository: tools\n.*definition: ci\/own.yml in the repository\n.*status: draft/);
});

test("a server that is not there is said, and is nobody's mistake", async () => {
  const asked = await bench.command(["executions", "list", "--server", "http://127.0.0.1:9"], {
    environment: { HEADRACE_TOKEN: "x", HEADRACE_URL: "" },
  });
  expect(asked).toMatchObject({ exitCode: 3, stderr: expect.stringContaining("cannot be reached") });
});

test("a definition is checked by the server", async () => {
  writeFileSync(
    join(bench.directory, "bad.yml"),
    "name: web\nstages:\n  test:\n    need: [build]\n    steps: [echo]\n",
  );
  const checked = await bench.command(["validate", "bad.yml", "--server", server.url], {
    environment: server.environment,
  });
  expect(checked).toMatchObject({ exitCode: 2, stdout: expect.stringMatching(/^bad\.yml:4:5: error: .*"need"/) });
});

test("the failed stage of an execution runs again here, at its commit and with what it was given", async () => {
  const again = await bench.command(["reproduce", "shop#2", "--into", "again"], {
    environment: { ...server.environment, PATH: `${process.env.PATH}` },
  });
  expect(again.exitCode).toBe(1);
  expect(again.stderr).toMatch(/Running test of shop#2 again in .*again\n {2}files: commit [0-9a-f]{12} from .*shop\n/);
  expect(again.stderr).toContain("taken over: the outputs of build, and 1 artifact\n");
  expect(again.stderr).toContain("differs: nothing that is known");
  expect(again.stdout).toMatch(/✗ test +failed/);
  expect(again.stdout).toContain("delivers free from 50.00 on");
  expect(again.stdout).toContain("build | reused from execution");
  expect((await bench.command(["logs", "latest", "--stage", "test"], { directory: "again" })).stdout).toContain("✖");
  expect(await headrace("reproduce", "shop#2", "--into", "again")).toMatchObject({ exitCode: 2 });
  expect(await headrace("reproduce", "shop#1")).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining("No stage of the execution failed"),
  });
});

test("test cases of an execution on a server are listed", async () => {
  const listed = await headrace("tests", "shop#2", "--outcome", "failed");
  expect(listed.stdout).toMatch(/✗ failed .*delivers free from 50\.00 on/);
});

test("a repository tells the server of a commit, and that runs its pipeline", async () => {
  const { directory } = await server.printedOf("demo");
  const shop = String(directory);
  const there = openWorkbench(shop);
  const installed = await there.command(["init", "--hook"], { environment: server.environment });
  expect(installed).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('as the repository "shop"') });
  const text = there.read("src/basket.mjs");
  there.write("src/basket.mjs", text.replace("sum > 50_00", "sum >= 50_00"));
  const person = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"];
  // Not waited for in this process alone: the hook asks the server, which is another one.
  execFileSync("git", ["-C", shop, ...person, "commit", "--quiet", "--all", "--message", "Mend it"]);
  const commit = execFileSync("git", ["-C", shop, "rev-parse", "HEAD"], { encoding: "utf8" }).trim();
  const pushed = async (): Promise<unknown> => {
    const { executions } = JSON.parse((await headrace("executions", "list", "--json")).stdout);
    return executions.find((each: { readonly commit: string }) => each.commit === commit);
  };
  await expect.poll(pushed, { timeout: 20_000, interval: 50 }).toMatchObject({ event: "push", outcome: "success" });
});

async function ask(path: string, body?: unknown) {
  const answer = await fetch(`${server.url}/api/v1${path}`, {
    headers: { authorization: `Bearer ${bootstrapToken}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }),
  });
  return JSON.parse(await answer.text());
}

test("every line that matches is printed, however many there are", async () => {
  const { items } = await ask("/repositories?search=shop");
  const text = "name: counted\nstages: { count: { steps: ['seq 2500'] } }\n";
  const { id: executionId } = await ask("/executions", { repository: items[0].id, text });
  await headrace("watch", executionId);
  const { stdout, stderr } = await headrace("logs", executionId, "--stage", "count", "--search", "^\\d+$");
  expect(stdout).toBe(Array.from({ length: 2500 }, (_, index) => `${index + 1}: ${index + 1}\n`).join(""));
  expect(stderr).toBe("");
});

test("caches on a server are listed and cleared, for one repository at a time", async () => {
  const { items } = await ask("/repositories?search=shop");
  const text = `name: cached
stages:
  build:
    cache: [{ key: tools, paths: [kept] }, { key: npm, paths: [kept] }]
    steps: ["echo tools > kept"]
`;
  const { id: executionId } = await ask("/executions", { repository: items[0].id, text });
  await headrace("watch", executionId);
  const listed = await headrace("cache", "list", "--json");
  const caches = [{ repository: items[0].name }, { repository: items[0].name }];
  expect(JSON.parse(listed.stdout)).toMatchObject(caches);
  expect((await headrace("cache", "list", "--repository", "another")).stdout).toContain("There are no caches.");
  expect(await headrace("cache", "clear")).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining("Say which with --repository"),
  });
  expect(await headrace("cache", "clear", "--repository", items[0].name, "--key", "npm")).toMatchObject({
    exitCode: 0,
    stdout: "Removed 1 cache entry.\n",
  });
  expect(JSON.parse((await headrace("cache", "list", "--json")).stdout)).toMatchObject([{ key: "tools" }]);
});
