import { createHash, randomBytes } from "node:crypto";
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createApp } from "@headrace/app";
import { canonicalJson } from "@headrace/pipeline";
import { expect, test } from "vitest";
import { createProject, endOf, type Project, runInline } from "./executions.ts";
import { followStream } from "./follow.ts";
import { startServer, type TestServer } from "./start-server.ts";
import { share } from "./support/share.ts";

const value = `s3cr3t-${randomBytes(12).toString("hex")}`;

let directory: string;
let server: TestServer;
let project: Project;
const warnings: string[] = [];

share(
  async () => {
    directory = await mkdtemp(join(tmpdir(), "headrace-secrets-"));
    warnings.length = 0;
    server = await startServer({ dataDirectory: directory, warn: (text) => void warnings.push(text) });
    project = await createProject(server.owner);
  },
  async () => {
    await server[Symbol.asyncDispose]();
    await project.remove();
    await rm(directory, { recursive: true, force: true });
  },
);

const naming = (name: string, more = ""): string => `
name: shop
stages:
  deploy:
    secrets: [${name}]
${more}    steps: ['echo "length \${#${name}} of $${name}"']
  other:
    steps: ['echo "other has <\${${name}-nothing}>"']
`;

async function linesOf(executionId: string): Promise<readonly string[]> {
  await using log = await server.app.runs.logs.open(executionId);
  return (await log?.read({ from: 1, limit: 100 }))?.map(({ text }) => text) ?? [];
}

async function run(text: string) {
  const { status, body } = await runInline(server.owner, project, { text });
  expect(body).toMatchObject({ id: expect.any(String) });
  expect(status).toBe(201);
  const ended = await endOf(server.owner, body.id);
  return { ended, lines: await linesOf(body.id), executionId: body.id as string };
}

test("the master key is made at the first start, for its owner alone, with a warning", async () => {
  expect((await stat(join(directory, "master.key"))).mode & 0o777).toBe(0o600);
  expect(warnings).toEqual([expect.stringContaining("made a master key for secrets")]);
});

test("a secret is given to the stage that names it, masked, and recorded", async () => {
  const set = await server.owner.put("/secrets", { name: "TOKEN", value });
  expect(set).toMatchObject({ status: 200, body: { name: "TOKEN", scope: "organization" } });
  const { ended, lines, executionId } = await run(naming("TOKEN"));
  expect(ended.outcome).toBe("success");
  expect([...lines].sort()).toEqual([`length ${value.length} of ***`, "other has <nothing>"]);
  const audit = await server.owner.get("/audit?operation=secret.used");
  expect(audit.body.items).toMatchObject([
    { operation: "secret.used", outcome: "done", detail: { name: "TOKEN", executionId, stage: "deploy" } },
  ]);
  expect((await server.owner.get("/secrets")).body.items).toMatchObject([
    { name: "TOKEN", lastUsedAt: expect.stringMatching(/^20/) },
  ]);
});

test("of several of one name the narrowest counts", async () => {
  await server.owner.put("/secrets", { name: "WIDTH", value: "1-organization-value" });
  await server.owner.put("/secrets", {
    name: "WIDTH",
    value: "22-repository-value-22",
    repository: project.repositoryId,
  });
  const environment = await makeEnvironment("production");
  await server.owner.put("/secrets", { name: "WIDTH", value: "333-environment-value-3333", environment });
  expect((await run(naming("WIDTH"))).lines).toContain("length 22 of ***");
  expect((await run(naming("WIDTH", "    environment: production\n"))).lines).toContain("length 26 of ***");
});

test("a secret that is refused fails the stage before anything runs, and says why", async () => {
  const rules = { branches: ["release/**"] };
  await server.owner.put("/secrets", { name: "RELEASE_KEY", value: "release-value-1", rules });
  const { ended, lines } = await run(naming("RELEASE_KEY"));
  expect(ended.outcome).toBe("failed");
  expect(ended.stages[0]).toMatchObject({
    stage: "deploy",
    outcome: "failed",
    message: "secret RELEASE_KEY is only given to the branches release/**",
  });
  expect(lines).toEqual(["other has <nothing>"]);
  const audit = await server.owner.get("/audit?operation=secret.used");
  expect(audit.body.items[0]).toMatchObject({ outcome: "forbidden", detail: { name: "RELEASE_KEY" } });
  expect((await run(naming("NEVER_SET"))).ended.stages[0].message).toContain("secret NEVER_SET is set neither in");
});

test("rules look at environment, trigger, branch, protection and trust", async () => {
  const { secrets } = server.app;
  await server.owner.patch(`/repositories/${project.repositoryId}`, {
    rules: { protectedBranches: ["main"], secretsForForks: false },
  });
  const base = {
    organizationId: server.organizationId,
    repositoryId: project.repositoryId,
    executionId: "01a1fc42-b97f-7bef-9713-0b6621de95a7",
    stage: "deploy",
    branch: "main",
    event: "push",
    trust: "own",
    actor: { kind: "webhook", id: "w", name: "push" },
    names: ["RULED"],
  } as const;
  type Change = Partial<Omit<Parameters<typeof secrets.valuesFor>[0], "names">>;
  const given = async (rules: Record<string, unknown>, change: Change = {}): Promise<string> => {
    await server.owner.put("/secrets", { name: "RULED", value: "ruled-value", rules });
    const { values, refused } = await secrets.valuesFor({ ...base, ...change });
    return values.get("RULED") === "ruled-value" ? "given" : (refused[0]?.reason ?? "neither");
  };
  const developer = await server.client({ role: "developer" });
  const maintainer = await server.client({ role: "maintainer" });
  const by = (userId: string) => ({ actor: { kind: "user", id: userId, name: "A" } }) as const;

  expect(await given({})).toBe("given");
  expect(await given({ environments: ["production"] })).toMatch(/only given to stages that deliver to production/);
  expect(await given({ environments: ["production"] }, { environment: "Production" })).toBe("given");
  expect(await given({ triggers: ["schedule"] })).toMatch(/started by schedule, and this one was by push/);
  expect(await given({ tags: ["v*"] }, { branch: "", tag: "v1", event: "tag" })).toBe("given");
  expect(await given({ tags: ["v*"] })).toMatch(/only given to the tags/);
  expect(await given({ protected: true })).toBe("given");
  expect(await given({ protected: true }, { branch: "topic" })).toMatch(/only given on protected branches/);
  expect(await given({ protected: true }, by(developer.userId))).toMatch(/only maintainers/);
  expect(await given({ protected: true }, by(maintainer.userId))).toBe("given");
  expect(await given({ protected: true }, { trust: "pullRequest" })).toMatch(/protected branches/);
  expect(await given({}, by("nobody-any-more"))).toMatch(/may not see this repository/);

  const fork = { trust: "fork", event: "pull_request" } as const;
  expect(await given({}, fork)).toMatch(/not given to a pull request from a fork/);
  await server.owner.patch(`/repositories/${project.repositoryId}`, {
    rules: { protectedBranches: ["main"], secretsForForks: true },
  });
  expect(await given({}, fork)).toBe("given");
  // A stranger calls their branch as they like.
  expect(await given({ branches: ["main"] }, fork)).toMatch(/only given to the branches main/);
});

test("a value is read back by nothing: no answer, log, file of the database or document holds it", async () => {
  const { executionId } = await run(naming("TOKEN"));
  const paths = [
    "/secrets",
    `/secrets?repository=${project.repositoryId}`,
    "/audit?limit=200",
    `/executions/${executionId}`,
    `/executions/${executionId}/events`,
    `/executions/${executionId}/logs`,
    "/variables",
  ];
  for (const path of paths) expect(JSON.stringify((await server.owner.get(path)).body)).not.toContain(value);
  expect(await (await server.owner.fetch("/api/openapi.json")).text()).not.toContain(value);
  expect((await server.owner.put("/secrets", { name: "TOKEN", value, extra: 1 })).body).not.toMatchObject({ value });
  const { tables } = server.app;
  for (const table of ["secrets", "audit_log", "idempotency_keys", "execution_links"] as const) {
    expect(JSON.stringify(await tables.selectFrom(table).selectAll().execute())).not.toContain(value);
  }
  const keyText = (await readFile(join(directory, "master.key"), "utf8")).trim();
  const files = (await readdir(directory, { recursive: true, withFileTypes: true })).filter((each) => each.isFile());
  expect(files.length).toBeGreaterThan(3);
  for (const file of files) {
    const content = await readFile(join(file.parentPath, file.name)).catch(() => Buffer.alloc(0));
    expect(content.includes(value), file.name).toBe(false);
    expect(content.includes(Buffer.from(value).toString("base64")), file.name).toBe(false);
    if (file.name !== "master.key") expect(content.includes(keyText), file.name).toBe(false);
  }
});

test("a row that is copied to another place does not open, nor one that was changed", async () => {
  const { tables, secrets } = server.app;
  await server.owner.put("/secrets", { name: "COPIED", value: "copied-value" });
  const row = await tables.selectFrom("secrets").selectAll().where("name", "=", "COPIED").executeTakeFirstOrThrow();
  const ask = async () =>
    await secrets.valuesFor({
      organizationId: server.organizationId,
      repositoryId: project.repositoryId,
      executionId: "e",
      stage: "s",
      branch: "main",
      event: "push",
      trust: "own",
      actor: { kind: "webhook", id: "w", name: "push" },
      names: ["COPIED", "RENAMED"],
    });
  expect((await ask()).values.get("COPIED")).toBe("copied-value");
  await tables.updateTable("secrets").set({ name: "RENAMED" }).where("id", "=", row.id).execute();
  await expect(ask()).rejects.toThrow(/does not open/);
  const flipped = row.sealed
    .replace(/.$/, (last) => (last === "A" ? "E" : "A"))
    .replace(/\.(.)/, (_, c) => `.${c === "A" ? "B" : "A"}`);
  await tables.updateTable("secrets").set({ name: "COPIED", sealed: flipped }).where("id", "=", row.id).execute();
  await expect(ask()).rejects.toThrow(/does not open/);
  await tables.deleteFrom("secrets").where("id", "=", row.id).execute();
  const sealed = await secrets.seal(server.organizationId, "webhook:1", "hook");
  expect(await secrets.open(server.organizationId, "webhook:1", sealed)).toBe("hook");
  await expect(secrets.open(server.organizationId, "webhook:2", sealed)).rejects.toThrow(/does not open/);
  await expect(secrets.open("another", "webhook:1", sealed)).rejects.toThrow(/does not open/);
});

test("keys are rotated while secrets are used and set, and every value still opens", async () => {
  const { tables, secrets } = server.app;
  for (let index = 0; index < 120; index += 1) {
    await secrets.set({
      organizationId: server.organizationId,
      scope: "repository",
      scopeId: project.repositoryId,
      name: `MANY_${index}`,
      value: `value ${index}`,
      actor: { kind: "system", id: "", name: "test" },
    });
  }
  await server.owner.put("/secrets", { name: "TOKEN", value });
  const hook = await webhookWithSecret("signing secret");
  const before = await tables
    .selectFrom("organization_keys")
    .select("id")
    .where("organization_id", "=", server.organizationId)
    .execute();
  const [rotated] = await Promise.all([
    server.owner.post("/organization/rotate-keys", {}),
    server.owner.put("/secrets", { name: "MANY_7", value: "changed meanwhile", repository: project.repositoryId }),
  ]);
  expect(rotated.status).toBe(200);
  expect(rotated.body.resealed).toBeGreaterThanOrEqual(120);
  const names = Array.from({ length: 120 }, (_, index) => `MANY_${index}`);
  const { values } = await secrets.valuesFor({
    organizationId: server.organizationId,
    repositoryId: project.repositoryId,
    executionId: "e",
    stage: "s",
    branch: "main",
    event: "push",
    trust: "own",
    actor: { kind: "webhook", id: "w", name: "push" },
    names,
  });
  expect(names.map((name) => values.get(name))).toEqual(
    names.map((_, index) => (index === 7 ? "changed meanwhile" : `value ${index}`)),
  );
  const { key_id: keyId, sealed_secret: sealed } = await tables
    .selectFrom("webhooks")
    .selectAll()
    .where("id", "=", hook)
    .executeTakeFirstOrThrow();
  expect(keyId).toBe(rotated.body.keyId);
  expect(await secrets.open(server.organizationId, `webhook:${hook}`, { keyId, sealed })).toBe("signing secret");
  const retired = await tables
    .selectFrom("organization_keys")
    .selectAll()
    .where("retired_at", "is not", null)
    .execute();
  expect(retired.map(({ id }) => id)).toEqual(before.map(({ id }) => id));

  const key = await readFile(join(directory, "master.key"), "utf8");
  expect((await secrets.rotateMasterKey()).rewrapped).toBeGreaterThan(before.length + 1);
  expect(await readFile(join(directory, "master.key"), "utf8")).not.toBe(key);
  expect((await stat(join(directory, "master.key"))).mode & 0o777).toBe(0o600);
  expect((await run(naming("TOKEN"))).ended.outcome).toBe("success");
});

test("who may set, list and see them", async () => {
  const developer = await server.client({ role: "developer" });
  const viewer = await server.client({ role: "viewer" });
  const outsider = await server.outsider();
  const body = { name: "X", value: "xxxxxxxx", repository: project.repositoryId };
  expect((await developer.put("/secrets", body)).status).toBe(403);
  expect((await developer.get("/secrets")).status).toBe(200);
  expect((await viewer.get("/secrets")).status).toBe(403);
  expect((await outsider.put("/secrets", body)).status).toBe(404);
  expect((await outsider.get(`/secrets?repository=${project.repositoryId}`)).status).toBe(404);
  expect((await outsider.get("/secrets")).body.items).toEqual([]);
  expect((await server.stranger.get("/secrets")).status).toBe(401);
  const { body: mine } = await server.owner.put("/secrets", body);
  expect((await outsider.delete(`/secrets/${mine.id}`)).status).toBe(404);
  expect((await server.owner.delete(`/secrets/${mine.id}`)).status).toBe(200);
  expect((await server.owner.put("/secrets", { name: "NEW_RULES_ONLY", rules: {} })).status).toBe(400);
  for (const name of ["1X", "A-B", "HEADRACE_X", "", "a b"]) {
    expect((await server.owner.put("/secrets", { name, value: "xxxxxxxx" })).status).toBe(400);
  }
});

test("settings go with their repository, and a request that is repeated by its key leaves nothing to guess from", async () => {
  const other = await createProject(server.owner, "short-lived");
  const { repositoryId: repository } = other;
  const body = { name: "GUESSED", value: "1234", repository };
  for (let count = 0; count < 2; count += 1) {
    expect(await server.owner.put("/secrets", body, { "idempotency-key": "once" })).toMatchObject({ status: 200 });
  }
  const { tables } = server.app;
  const kept = await tables.selectFrom("idempotency_keys").selectAll().where("key", "=", "once").execute();
  const input = { operation: "secrets.set", organizationId: server.organizationId, input: body };
  expect(kept.length).toBe(1);
  expect(kept[0]?.fingerprint).not.toBe(createHash("sha256").update(canonicalJson(input)).digest("hex"));
  await server.owner.put("/variables", { name: "ALSO", value: "x", repository });
  expect((await server.owner.delete(`/repositories/${repository}`)).status).toBe(200);
  for (const table of ["secrets", "variables"] as const) {
    expect(await tables.selectFrom(table).select("id").where("scope_id", "=", repository).execute()).toEqual([]);
  }
  await other.remove();
});

test("variables of the organization, the repository and the environment reach the steps, the pipeline's own win", async () => {
  const environment = await makeEnvironment("staging");
  const { repositoryId: repository } = project;
  const set = async (name: string, text: string, place: Record<string, string> = {}) =>
    expect((await server.owner.put("/variables", { name, value: text, ...place })).status).toBe(200);
  await set("REGION", "organization");
  await set("REGION", "repository", { repository });
  await set("REGION", "environment", { environment });
  await set("TEAM", "${{ not.an.expression }}");
  await set("OWN", "never seen");
  const text = `
name: shop
variables: { OWN: pipeline, READS: 'in \${{ vars.REGION }} by \${{ vars.TEAM }}' }
stages:
  plain:
    steps: ['echo "$REGION $TEAM $OWN $READS"']
  deploy:
    needs: [plain]
    environment: staging
    steps: ['echo "$REGION $OWN"']
`;
  const { ended, lines } = await run(text);
  expect(ended.outcome).toBe("success");
  expect(lines).toEqual([
    "repository ${{ not.an.expression }} pipeline in repository by ${{ not.an.expression }}",
    "environment pipeline",
  ]);
  const effective = await server.owner.get(`/repositories/${repository}/variables?environment=staging`);
  expect(effective.body.items).toMatchObject([
    { name: "OWN", from: "organization" },
    { name: "REGION", value: "environment", from: "environment", overrides: ["organization", "repository"] },
    { name: "TEAM" },
  ]);
  expect((await server.owner.get(`/variables?repository=${repository}&search=reg`)).body.items).toMatchObject([
    { name: "REGION" },
  ]);
  expect((await server.owner.get(`/secrets?repository=${repository}&search=nothing`)).body.items).toEqual([]);
  const { body } = await server.owner.get("/variables");
  const [own] = body.items;
  expect((await server.owner.get(`/variables/${own.id}`)).body).toEqual(own);
  expect((await server.owner.delete(`/variables/${own.id}`)).status).toBe(200);
  expect((await server.owner.get(`/variables/${own.id}`)).status).toBe(404);
  const developer = await server.client({ role: "developer" });
  expect((await developer.put("/variables", { name: "A", value: "b" })).status).toBe(403);
});

test("a master key that is missing, open to others, too short or another one is refused, saying so", async () => {
  const own = await mkdtemp(join(tmpdir(), "headrace-keys-"));
  const start = async (options: Record<string, string> = {}): Promise<unknown> => {
    try {
      await (await createApp({ dataDirectory: own, warn: () => {}, ...options }))[Symbol.asyncDispose]();
      return "started";
    } catch (error) {
      return error;
    }
  };
  const refused = (message: RegExp) =>
    expect.objectContaining({ code: "master-key-refused", message: expect.stringMatching(message) });
  const path = join(own, "master.key");
  expect(await start()).toBe("started");
  // A rotation that died half-way is gone on with.
  const next = randomBytes(32).toString("base64");
  await writeFile(`${path}.next`, next, { mode: 0o600 });
  expect(await start()).toBe("started");
  const first = (await readFile(path, "utf8")).trim();
  expect(first).toBe(next);
  await chmod(path, 0o640);
  expect(await start()).toEqual(refused(/others than its owner/));
  await chmod(path, 0o600);
  await writeFile(path, "c2hvcnQ=\n");
  expect(await start()).toEqual(refused(/not base64 of 32 bytes/));
  await rm(path);
  expect(await start()).toEqual(refused(/is not there/));
  const second = randomBytes(32).toString("base64");
  expect(await start({ masterKey: second })).toEqual(refused(/not the one that this database was sealed with/));
  expect(await start({ masterKey: second, previousMasterKey: first })).toBe("started");
  expect(await start({ masterKey: second })).toBe("started");
  expect(await start({ masterKey: first })).toEqual(refused(/not the one/));
  await rm(own, { recursive: true, force: true });
});

async function makeEnvironment(name: string): Promise<string> {
  const { tables, ids, clock } = server.app;
  const row = await tables
    .insertInto("environments")
    .values({
      id: ids.next(),
      organization_id: server.organizationId,
      repository_id: project.repositoryId,
      name,
      url: null,
      rules: "{}",
      current_deployment_id: null,
      created_at: clock.now(),
      updated_at: clock.now(),
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return row.id;
}

async function webhookWithSecret(text: string): Promise<string> {
  const { tables, ids, clock, secrets } = server.app;
  const id = ids.next();
  const { keyId, sealed } = await secrets.seal(server.organizationId, `webhook:${id}`, text);
  await tables
    .insertInto("webhooks")
    .values({
      id,
      organization_id: server.organizationId,
      repository_id: project.repositoryId,
      kind: "generic",
      key_id: keyId,
      sealed_secret: sealed,
      enabled: 1,
      refused_at: null,
      refused_why: null,
      created_at: clock.now(),
      updated_at: clock.now(),
    })
    .execute();
  return id;
}

test("what was printed before it was known to be a secret is masked for whoever reads or searches it", async () => {
  const late = `late-${randomBytes(9).toString("hex")}`;
  const { executionId } = await run(`
name: leak
stages:
  leak:
    steps:
      - run: |
          printf 'a %s b\\nshort 12345\\n' '${late}' | tee out.txt
          printf '%s' '${late}' | base64
          echo '::error::${late} is wrong'
          printf '{"token":"${late}"}\\n' && exit 3
    artifacts: [{ name: out, paths: [out.txt] }]
`);
  const ask = async (path: string) => (await server.owner.get(`/executions/${executionId}/${path}`)).body;
  const file = async () => {
    const [{ id }] = (await ask("artifacts")).items;
    return (await server.owner.get(`/artifacts/${id}/text?path=out.txt`)).body.text;
  };
  const everything = async () =>
    JSON.stringify([
      await Promise.all(
        [
          "logs",
          "logs?stage=leak",
          "logs/marks?stage=leak",
          "failure-summary",
          "report",
          "events",
          "logs/search?q=token",
        ].map(ask),
      ),
      await followStream(server.owner, `/executions/${executionId}/logs?follow=true`),
      await followStream(server.owner, `/executions/${executionId}/events?follow=true`),
      await file(),
    ]);
  const found = async () => [
    (await ask(`logs/search?q=${late}`)).count,
    (await ask(`logs/matches?stage=leak&regex=true&q=${encodeURIComponent(`^a ${late.slice(0, 6)}`)}`)).count,
  ];
  const raw = async (range?: string): Promise<string> =>
    (await server.owner.get(`/executions/${executionId}/logs/raw`, range === undefined ? {} : { range })).body;
  const before = await raw();
  expect((await everything()).split(late).length).toBeGreaterThan(8);
  expect(await found()).toEqual([3, 1]);

  const other = await createProject(server.owner, "other");
  await server.owner.put("/secrets", { name: "ELSEWHERE", value: late, repository: other.repositoryId });
  expect(await file()).toContain(late);
  const { body: secret } = await server.owner.put("/secrets", {
    name: "LATE",
    value: late,
    repository: project.repositoryId,
  });
  await server.owner.put("/secrets", { name: "SHORT", value: "12345", repository: project.repositoryId });
  const after = await everything();
  expect(after.split(late)).toHaveLength(1);
  expect(after.split(Buffer.from(late).toString("base64").slice(0, 20))).toHaveLength(1);
  expect(after).toContain("short 12345");
  expect(await file()).toBe("a *** b\nshort 12345\n");
  expect(await found()).toEqual([0, 0]);

  const covered = await raw();
  expect(covered).toHaveLength(before.length);
  expect(covered).not.toContain(late);
  expect(covered).toContain(`a ${"*".repeat(late.length)} b\n`);
  const middle = before.indexOf(late) + 4;
  expect(await raw(`bytes=${middle}-${middle + 5}`)).toBe("******");

  await server.owner.delete(`/secrets/${secret.id}`);
  expect(await raw()).toBe(before);
  await other.remove();
});
