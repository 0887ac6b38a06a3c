import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  addRepository,
  addRun,
  type BitbucketDouble,
  beginRun,
  type GitHubDouble,
  newId,
  onDataCenter,
  onGitHub,
  startBitbucketDouble,
  startDataCenterDouble,
  startGitHubDouble,
} from "../../../../test/forges/index.ts";
import { type ServerProcess, startServerProcess } from "../support/server.ts";
import { createWorkbench, type Ran, type Workbench } from "../support/workbench.ts";

let bitbucket: BitbucketDouble;
let github: GitHubDouble;
let server: ServerProcess;
let bench: Workbench;

beforeAll(async () => {
  [bitbucket, github] = await Promise.all([startBitbucketDouble(), startGitHubDouble()]);
  bitbucket.tokens.set("Bearer t0ken", "all");
  server = await startServerProcess({ parameters: ["--allow-private-addresses", "--trust-pipelines"] });
  bench = createWorkbench();
}, 60_000);

afterAll(async () => {
  bench[Symbol.dispose]();
  await server[Symbol.asyncDispose]();
  await Promise.all([bitbucket.stop(), github[Symbol.asyncDispose]()]);
});

async function headrace(...parameters: string[]): Promise<Ran> {
  const environment = { ...server.environment, HEADRACE_FORGE_TOKEN: "t0ken", TOKEN: "tomato" };
  return await bench.command(parameters, { environment });
}

/** It has to go well. */
async function printed(...parameters: string[]): Promise<string> {
  const ran = await headrace(...parameters);
  expect(ran, `${parameters.join(" ")}: ${ran.stderr}`).toMatchObject({ exitCode: 0 });
  return ran.stdout;
}

async function watch(kind: "bitbucket-cloud" | "github", url: string, name: string): Promise<void> {
  const { id } = JSON.parse(await printed("connect", kind, "acme", "--url", url, "--name", randomUUID(), "--json"));
  await printed("call", "connections.connect-repositories", `connection=${id}`, `names:=["${name}"]`);
}

test("pipelines that run on hosts are listed, and lead to what ran of them", async () => {
  const there = addRepository(bitbucket.world, "acme/warehouse");
  const [created_on, selector] = [new Date().toISOString(), { type: "custom", pattern: "nightly" }];
  const target = { type: "pipeline_ref_target", ref_type: "branch", ref_name: "main", selector };
  beginRun(addRun(there, { created_on }));
  beginRun(addRun(there, { created_on, target }));
  await watch("bitbucket-cloud", bitbucket.url, "warehouse");
  const of = ["--repository", "warehouse"];
  await expect
    .poll(() => printed("pipelines", "list", "--on-hosts", ...of), { timeout: 20_000 })
    .toMatch(/^nightly +warehouse +bitbucket-cloud +#2 running +20/m);
  const listed = await printed("executions", "list", "--pipeline", "nightly");
  expect(listed).toContain("nightly#2");
  expect(listed).not.toContain("#1");
  expect(await printed("executions", "list", "--pipeline", "warehouse/warehouse")).toContain("warehouse#1");
  const [{ id }] = JSON.parse(await printed("pipelines", "list", "--on-hosts", "--json", "--search", "nightly", ...of));
  expect(await printed("executions", "list", "--pipeline", id)).toContain("nightly#2");
  expect((await headrace("executions", "list", "--pipeline", "daily")).stderr).toContain('no pipeline "daily"');
  expect(await printed("pipelines", "list", "--on-hosts", "--search", "daily")).toContain("No pipeline of a host");
});

test("what a host of code keeps for a repository is listed and changed, and an environment's variables are written to it", async () => {
  const there = addRepository(bitbucket.world, "acme/storefront");
  there.caches.push({ uuid: newId(), name: "node", file_size_bytes: 1_234_567 });
  there.caches.push({ uuid: newId(), name: "docker", file_size_bytes: 1 });
  await watch("bitbucket-cloud", bitbucket.url, "storefront");
  const on = ["--repository", "storefront", "--on-host"];

  await printed("environments", "add", "staging", ...on);
  expect(await printed("environments", ...on)).toMatch(/^staging +\{/m);
  await printed("variables", "set", "LEVEL", "1", ...on);
  await printed("variables", "set", "TARGET", "blue", ...on, "--environment", "staging");
  await printed("variables", "set", "COMPANY", "Acme", ...on, "--workspace");
  expect(await printed("variables", "list", ...on)).toMatch(/^LEVEL +1$/m);
  expect(await printed("variables", "list", ...on, "--environment", "staging")).toMatch(/^TARGET +blue$/m);
  expect(bitbucket.world.variables.get("acme")).toMatchObject([{ key: "COMPANY", value: "Acme" }]);
  expect(await headrace("variables", "list", "--workspace")).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining("--workspace goes with --on-host"),
  });
  expect(await headrace("variables", "remove", "LEVLE", ...on)).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining("Did you mean LEVEL?"),
  });

  const text = "name: storefront\nstages: { build: { steps: ['true'] } }\n";
  bench.write("storefront.yml", text);
  await printed("pipelines", "add", "storefront.yml", "--repository", "storefront");
  await printed("environments", "add", "production", "--repository", "storefront");
  const here = ["--repository", "storefront", "--environment", "production"];
  await printed("variables", "set", "LEVEL", "2", ...here);
  const sync = ["variables", "sync", "production", "--repository", "storefront", "--secured", "TOKEN"];
  const looked = await printed(...sync);
  expect(looked).toMatch(/^LEVEL +change +1 +2$/m);
  expect(looked).toMatch(/^TOKEN +add +\(secured\) +\(secured\)$/m);
  expect(looked).toContain("Nothing is written yet. Write it with --yes.");
  expect(there.variables).toMatchObject([{ key: "LEVEL", value: "1" }]);
  expect(await printed(...sync, "--yes")).toContain("Written.");
  const written = there.variables.map(({ key, value, secured }) => ({ key, value, secured }));
  expect(written).toContainEqual({ key: "LEVEL", value: "2", secured: false });
  expect(written).toContainEqual({ key: "TOKEN", value: "tomato", secured: true });
  const secrets = await printed("secrets", "list", ...on, "--json");
  expect(JSON.parse(secrets)).toEqual([{ name: "TOKEN", secured: true }]);
  await printed("secrets", "remove", "TOKEN", ...on);
  expect(there.variables).toHaveLength(1);

  await printed("schedules", "add", "0 3 * * *", ...on);
  const [schedule] = JSON.parse(await printed("schedules", ...on, "--json"));
  expect(schedule).toMatchObject({ branch: "main", cron: "0 3 * * *", enabled: true });
  await printed("schedules", "switch", schedule.id, "off", ...on);
  expect(await printed("schedules", ...on)).toMatch(/^0 3 \* \* \* +main +\(the branch's own\) +no /m);
  await printed("schedules", "remove", schedule.id, ...on);
  expect(there.schedules).toEqual([]);

  expect(await printed("cache", "list", ...on)).toMatch(/^node +1\.2 ?M/m);
  expect(await printed("cache", "clear", "--key", "no", ...on)).toBe("Removed 1 cache of storefront on its host.\n");
  expect(there.caches).toMatchObject([{ name: "docker" }]);
  await printed("environments", "remove", "staging", ...on);
  expect([...there.environments.keys()]).toEqual([]);

  expect(await headrace("trigger")).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("No pipeline") });
  expect(await printed("trigger", "nightly", ...on, "--variable", "LEVEL=3", "--secured", "LEVEL")).toContain("#1");
  expect(there.runs).toMatchObject([{ variables: [{ key: "LEVEL", value: "3", secured: true }] }]);
  expect(bitbucket.violations).toEqual([]);
});

test("all versions of a cache on a host are removed by its name", async () => {
  const there = addRepository(bitbucket.world, "acme/warehouse");
  for (const name of ["docker", "docker", "docker-2"]) there.caches.push({ uuid: newId(), name, file_size_bytes: 1 });
  await watch("bitbucket-cloud", bitbucket.url, "warehouse");
  const named = ["cache", "clear", "--repository", "warehouse", "--name", "docker"];
  expect(await headrace(...named)).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining("--name goes with --on-host"),
  });
  expect(await printed(...named, "--on-host")).toContain("Removed 2 caches of warehouse");
  expect(there.caches).toMatchObject([{ name: "docker-2" }]);
});

test("a workflow is started on GitHub, and what it waits for there is listed and decided", async () => {
  const there = onGitHub.addRepository(github.world, "acme/shop");
  onGitHub.addEnvironment(there, "staging");
  onGitHub.addEnvironment(there, "production");
  github.world.now = Date.now();
  await watch("github", github.url, "shop");
  const started = await printed("trigger", "ci.yml", "--repository", "shop", "--on-host", "--json");
  const { id } = JSON.parse(started);
  expect(await printed("approvals", "--execution", id, "--on-host")).toContain("waits for nobody");
  there.runs[0]?.pending.push("staging", "production");
  const asked = await printed("approvals", "--execution", id, "--on-host", "--json");
  expect(JSON.parse(asked)).toMatchObject([{ environment: "staging" }, { environment: "production" }]);
  expect(await headrace("approve", id)).toMatchObject({
    exitCode: 2,
    stderr: expect.stringMatching(/several environments[\s\S]*--environment: staging, production/),
  });
  expect(await printed("approve", id, "--environment", "staging", "--comment", "go")).toContain("Approved staging of");
  expect(await printed("reject", id)).toContain("Rejected production of");
  expect(there.runs[0]?.pending).toEqual([]);
  expect(await headrace("schedules", "--repository", "shop", "--on-host")).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining("GitHub's schedules stand in the workflow file"),
  });
  expect(github.violations).toEqual([]);
});

test("an environment is renamed, here and on a host", async () => {
  const there = addRepository(bitbucket.world, "acme/renamed");
  await watch("bitbucket-cloud", bitbucket.url, "renamed");
  const of = ["--repository", "renamed"];
  for (const place of [of, [...of, "--on-host"]]) {
    await printed("environments", "add", "staging", ...place);
    await printed("environments", "rename", "staging", "preview", ...place);
    expect(await printed("environments", ...place)).toMatch(/^preview /m);
  }
  expect([...there.names.values()]).toEqual(["preview"]);
});

test("reports on a commit are read from its host, and what one says of lines", async () => {
  const there = addRepository(bitbucket.world, "acme/reported");
  const commit = "a".repeat(40);
  const body = { type: "report", external_id: "scan-1", title: "Scan", reporter: "Scanner", result: "FAILED" };
  const found = {
    type: "report_annotation",
    external_id: "v1",
    severity: "HIGH",
    summary: "Old",
    path: "a.ts",
    line: 4,
  };
  there.reports.set(`${commit} scan-1`, { body, annotations: new Map([["v1", found]]) });
  await watch("bitbucket-cloud", bitbucket.url, "reported");
  const asked = ["repositories", "reports", "reported", commit];
  expect(await printed(...asked)).toMatch(/^Scan +failed +Scanner +scan-1/m);
  expect(await printed(...asked, "--report", "scan-1")).toMatch(/^error +a\.ts:4 +Old/m);
  expect((await headrace(...asked, "--report", "none")).stderr).toContain("No such report");
});

test("what a run left behind on GitHub is listed, and saved as the host gives it", async () => {
  const there = onGitHub.addRepository(github.world, "acme/parts");
  github.world.now = Date.now();
  await watch("github", github.url, "parts");
  const started = await printed("trigger", "ci.yml", "--repository", "parts", "--on-host", "--json");
  const { id } = JSON.parse(started);
  const run = there.runs[0]?.id ?? 0;
  there.artifacts.push({ id: 5, run, name: "dist", bytes: "PK zipped", expired: false });
  there.artifacts.push({ id: 4, run, name: "dist", bytes: "PK older", expired: false });
  there.artifacts.push({ id: 6, run, name: "../old", bytes: "PK", expired: true });
  const listed = await printed("artifacts", "list", id);
  expect(listed).toMatch(/^dist +9 B +2026-04-01/m);
  expect(listed).toMatch(/^\.\.\/old +2 B +expired/m);
  expect(JSON.parse(await printed("artifacts", "list", id, "--json"))).toMatchObject([
    { name: "dist", onHost: true },
    { name: "dist", id: "4", onHost: true },
    { name: "../old", onHost: true },
  ]);
  expect(await printed("artifacts", "get", id, "dist", "--into", "taken")).toContain("taken/dist.zip");
  expect(bench.read("taken/dist.zip")).toBe("PK zipped");
  await printed("artifacts", "get", id, "dist", "--host-id", "4", "--into", "older");
  expect(bench.read("older/dist.zip")).toBe("PK older");
  expect((await headrace("artifacts", "get", id, "../old")).stderr).toContain("has expired on GitHub");
  expect((await headrace("artifacts", "get", id, "other")).stderr).toMatch(/no artifact "other"[\s\S]*dist, \.\.\/old/);
  expect(github.violations).toEqual([]);
});

test("the run of a stranger's pull request is let in on GitHub", async () => {
  const there = onGitHub.addRepository(github.world, "acme/strangers");
  github.world.now = Date.now();
  const run = onGitHub.addRun(github.world, there, { event: "pull_request" });
  onGitHub.holdRun(run);
  await watch("github", github.url, "strangers");
  const repository = JSON.parse(await printed("repositories", "list", "--search", "strangers", "--json"))[0].id;
  const held = async () => JSON.parse(await printed("call", "executions.list", `repository=${repository}`)).items;
  await expect.poll(held, { timeout: 10_000 }).toMatchObject([{ remote: { state: "action_required" } }]);
  const [{ id }] = await held();
  expect(await printed("approvals", "--execution", id, "--on-host")).toContain("let it run with `headrace approve");
  expect(await headrace("reject", id)).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("no refusal") });
  expect(await printed("approve", id)).toContain("Let the run of a stranger's pull request begin");
  expect(onGitHub.lastAttempt(run)).toMatchObject({ status: "queued", conclusion: null });
  expect(github.violations).toEqual([]);
});

test("files that lie with a repository on Bitbucket are listed, added, fetched and removed", async () => {
  const there = addRepository(bitbucket.world, "acme/parcels");
  await watch("bitbucket-cloud", bitbucket.url, "parcels");
  expect(await printed("downloads", "list", "parcels")).toContain("No file lies with parcels");
  bench.write("shop-1.4.zip", "PK one");
  await printed("downloads", "add", "parcels", "shop-1.4.zip");
  expect(await headrace("downloads", "add", "parcels", "shop-1.4.zip")).toMatchObject({ exitCode: 2 });
  bench.write("shop-1.4.zip", "PK two");
  expect(await printed("downloads", "add", "parcels", "shop-1.4.zip", "--replace")).toContain("lies with parcels");
  expect(await printed("downloads", "list", "parcels")).toMatch(/^shop-1\.4\.zip +6 B/m);
  expect(await printed("downloads", "get", "parcels", "shop-1.4.zip", "--into", "fetched")).toContain("fetched/shop");
  expect(bench.read("fetched/shop-1.4.zip")).toBe("PK two");

  bench.write(
    "parcels/headrace.yml",
    "name: parcels\nstages: { build: { steps: ['echo hello > a.txt'], artifacts: [{ name: dist, paths: [a.txt] }] } }\n",
  );
  const repository = JSON.parse(await printed("repositories", "list", "--search", "parcels", "--json"))[0].id;
  const location = `location=${bench.directory}/parcels`;
  await printed("call", "repositories.update", `repository=${repository}`, location);
  await printed("pipelines", "add", "parcels/headrace.yml", "--repository", "parcels");
  const ran = JSON.parse(await printed("trigger", "parcels/parcels", "--json")).id;
  await printed("watch", ran);
  const whole = ["downloads", "add", "parcels", "--execution", ran, "--artifact", "dist"];
  expect(await printed(...whole)).toBe("dist.tar.zst lies with parcels on its host.\n");
  await printed(...whole, "--path", "a.txt");
  await printed("downloads", "get", "parcels", "a.txt");
  expect(bench.read("a.txt")).toBe("hello\n");
  for (const wrong of [[], ["a", "--artifact", "dist"], ["--artifact", "dist"], ["--execution", "latest"]]) {
    expect(await headrace("downloads", "add", "parcels", ...wrong), wrong.join(" ")).toMatchObject({ exitCode: 2 });
  }
  expect(await headrace("downloads", "add", "parcels", "nothing.zip")).toMatchObject({
    exitCode: 2,
    stderr: expect.stringMatching(/cannot read nothing\.zip/i),
  });
  await printed("downloads", "remove", "parcels", "shop-1.4.zip");
  expect(there.downloads.map(({ name }) => name)).toEqual(["dist.tar.zst", "a.txt"]);
  expect(bitbucket.violations).toEqual([]);
});

test("what was made on a host of code from here goes with the repository where that is asked for, and nothing else does", async () => {
  const there = addRepository(bitbucket.world, "acme/parting");
  there.variables.push({ uuid: newId(), key: "THEIRS", value: "1", secured: false });
  there.variables.push({ uuid: newId(), key: "OLD", value: "1", secured: false });
  await watch("bitbucket-cloud", bitbucket.url, "parting");
  await printed("variables", "set", "LEVEL", "1", "--repository", "parting", "--on-host");
  const listed = await printed("repositories", "leftovers", "parting");
  expect(listed).toMatch(/^variable +LEVEL +acme\/parting +from here +removes it +variable:/m);
  expect(listed).toMatch(/^variable +THEIRS +acme\/parting +by others +leaves it +variable:/m);
  const { items } = JSON.parse(await printed("repositories", "leftovers", "parting", "--json"));
  const { key } = items.find(({ name }: { readonly name: string }) => name === "OLD");
  const also = ["--also", key];
  const refused = { type: "error", error: { message: "no scope" } };
  bitbucket.faults.push({ on: /^DELETE .*pipelines_config\/variables/, reply: { status: 403, json: refused } });
  expect(await headrace("repositories", "remove", "parting", "--on-host", ...also)).toMatchObject({
    exitCode: 2,
    stdout: expect.stringMatching(/Refused by the host: variable LEVEL .*no scope.*Removed on the host: variable OLD/s),
    stderr: expect.stringContaining("nothing was removed here"),
  });
  expect(await printed("repositories", "remove", "parting", "--on-host")).toMatch(
    /^Removed on the host: variable LEVEL of acme\/parting\nRemoved parting with/,
  );
  expect(there.variables.map((one) => one.key)).toEqual(["THEIRS"]);
  expect(await headrace("repositories", "leftovers", "parting")).toMatchObject({ exitCode: 2 });
});

test("a Data Center's required builds are listed, set and released, and what all systems said of a commit is listed", async () => {
  await using dataCenter = await startDataCenterDouble();
  const commit = "a".repeat(40);
  const there = onDataCenter.addRepository(dataCenter.world, {
    id: 1,
    project: "ACME",
    slug: "ledger",
    branch: "main",
  });
  there.tree.commits.set(commit, new Map());
  const told = { key: "NIGHTLY-3", name: "Nightly", state: "FAILED", url: "https://ci.example.org/3" };
  there.builds.set(`${commit} NIGHTLY-3`, { ...told, updatedDate: Date.now() });
  const host = ["bitbucket-data-center", "ACME", "--url", dataCenter.url, "--name", randomUUID(), "--json"];
  const { id } = JSON.parse(await printed("connect", ...host));
  await printed("call", "connections.connect-repositories", `connection=${id}`, 'names:=["ledger"]');
  bench.write("ledger.yml", "name: ledger\nstages: { build: { steps: ['true'] } }\n");
  await printed("pipelines", "add", "ledger.yml", "--repository", "ledger");
  await printed("repositories", "require", "ledger", "ledger", "--branch", "main");
  expect(await printed("repositories", "required", "ledger")).toMatch(/^15 +main +ledger$/m);
  await printed("repositories", "release", "ledger", "15");
  expect(await printed("repositories", "required", "ledger")).toContain("No build is required");
  expect(await printed("repositories", "builds", "ledger", commit)).toMatch(/^Nightly +failed +another system/m);
  there.tree.branches.set("main", commit);
  for (const named of [[], ["--branch", "main"]]) {
    expect(await printed("repositories", "builds", "ledger", ...named)).toMatch(/^Nightly +failed/m);
  }
  expect((await headrace("repositories", "builds", "ledger", commit, "--branch", "main")).exitCode).toBe(2);
  expect(dataCenter.violations).toEqual([]);
});

test("a pipeline that was made of a template is made of it again once what would change was looked at", async () => {
  bench.write("source.yml", templateOf("one"));
  await printed("repositories", "add", "https://code.example.org/team/made.git");
  await printed("pipelines", "add", "source.yml", "--repository", "made");
  const repository = JSON.parse(await printed("repositories", "list", "--search", "made", "--json"))[0].id;
  const source = JSON.parse(await printed("pipelines", "show", "source", "--json")).id;
  const template = JSON.parse(
    await printed("call", "pipelines.save-as-template", `pipeline=${source}`, "name=ours"),
  ).id;
  const from = [`template=${template}`, `repository=${repository}`, "name=generated"];
  await printed("call", "pipelines.create-from-template", ...from);
  expect(await printed("pipelines", "regenerate", "generated")).toContain("Nothing would change");
  const wanted = ["pipelines", "regenerate", "generated", "--parameter", "tries=3"];
  expect(await printed(...wanted)).toContain("Nothing is saved yet. Save it with --yes.");
  expect(await printed(...wanted, "--yes")).toContain("Saved version 2 of generated.");
  bench.write("mine.yml", templateOf("mine"));
  await printed("pipelines", "update", "generated", "mine.yml");
  expect(await headrace(...wanted, "--yes")).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining("since version 2 was made of the template"),
  });
  expect(await printed(...wanted, "--overwrite", "--yes")).toContain("Saved version 4 of generated.");
  expect(await headrace("pipelines", "regenerate", "source")).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining("made of no template"),
  });
});

function templateOf(word: string): string {
  return `name: source
parameters: { tries: { type: number, default: 1 } }
stages: { build: { steps: [{ run: "echo ${word}" }] } }
`;
}
