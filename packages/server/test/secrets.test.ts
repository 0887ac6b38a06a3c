import { createHash, randomBytes } from "node:crypto";
import { canonicalJson } from "@headrace/pipeline";
import { expect, test } from "vitest";
import { createProject } from "./executions.ts";
import { followStream } from "./follow.ts";
import { shareProject } from "./support/share-project.ts";
import { usingSecret } from "./support/using-secret.ts";

const shop = shareProject();

test("a secret is given to the stage that names it, masked, and recorded", async () => {
  const value = `s3cr3t-${randomBytes(12).toString("hex")}`;
  const set = await shop.server.owner.put("/secrets", { name: "TOKEN", value });
  expect(set).toMatchObject({ status: 200, body: { name: "TOKEN", scope: "organization" } });
  const { ended, lines, executionId } = await shop.run(usingSecret("TOKEN"));
  expect(ended.outcome).toBe("success");
  expect([...lines].sort()).toEqual([`length ${value.length} of ***`, "other has <nothing>"]);
  const audit = await shop.server.owner.get("/audit?operation=secret.used");
  expect(audit.body.items).toMatchObject([
    { operation: "secret.used", outcome: "done", detail: { name: "TOKEN", executionId, stage: "deploy" } },
  ]);
  expect((await shop.server.owner.get("/secrets")).body.items).toMatchObject([
    { name: "TOKEN", lastUsedAt: expect.stringMatching(/^20/) },
  ]);
});

test("of several of one name the narrowest counts", async () => {
  await shop.server.owner.put("/secrets", { name: "WIDTH", value: "1-organization-value" });
  await shop.server.owner.put("/secrets", {
    name: "WIDTH",
    value: "22-repository-value-22",
    repository: shop.project.repositoryId,
  });
  const environment = await shop.makeEnvironment("production");
  await shop.server.owner.put("/secrets", { name: "WIDTH", value: "333-environment-value-3333", environment });
  expect((await shop.run(usingSecret("WIDTH"))).lines).toContain("length 22 of ***");
  expect((await shop.run(usingSecret("WIDTH", "    environment: production\n"))).lines).toContain("length 26 of ***");
});

test("a secret that is refused fails the stage before anything runs, and says why", async () => {
  const rules = { branches: ["release/**"] };
  await shop.server.owner.put("/secrets", { name: "RELEASE_KEY", value: "release-value-1", rules });
  const { ended, lines } = await shop.run(usingSecret("RELEASE_KEY"));
  expect(ended.outcome).toBe("failed");
  expect(ended.stages[0]).toMatchObject({
    stage: "deploy",
    outcome: "failed",
    message: "secret RELEASE_KEY is only given to the branches release/**",
  });
  expect(lines).toEqual(["other has <nothing>"]);
  const audit = await shop.server.owner.get("/audit?operation=secret.used");
  expect(audit.body.items[0]).toMatchObject({ outcome: "forbidden", detail: { name: "RELEASE_KEY" } });
  expect((await shop.run(usingSecret("NEVER_SET"))).ended.stages[0].message).toContain(
    "secret NEVER_SET is set neither in",
  );
});

test("rules look at environment, trigger, branch, protection and trust", async () => {
  const { secrets } = shop.server.app;
  await shop.server.owner.patch(`/repositories/${shop.project.repositoryId}`, {
    rules: { protectedBranches: ["main"], secretsForForks: false },
  });
  const base = {
    organizationId: shop.server.organizationId,
    repositoryId: shop.project.repositoryId,
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
    await shop.server.owner.put("/secrets", { name: "RULED", value: "ruled-value", rules });
    const { values, refused } = await secrets.valuesFor({ ...base, ...change });
    return values.get("RULED") === "ruled-value" ? "given" : (refused[0]?.reason ?? "neither");
  };
  const developer = await shop.server.client({ role: "developer" });
  const maintainer = await shop.server.client({ role: "maintainer" });
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
  await shop.server.owner.patch(`/repositories/${shop.project.repositoryId}`, {
    rules: { protectedBranches: ["main"], secretsForForks: true },
  });
  expect(await given({}, fork)).toBe("given");
  // A stranger calls their branch as they like.
  expect(await given({ branches: ["main"] }, fork)).toMatch(/only given to the branches main/);
});

test("who may set, list and see them", async () => {
  const developer = await shop.server.client({ role: "developer" });
  const viewer = await shop.server.client({ role: "viewer" });
  const outsider = await shop.server.outsider();
  const body = { name: "X", value: "xxxxxxxx", repository: shop.project.repositoryId };
  expect((await developer.put("/secrets", body)).status).toBe(403);
  expect((await developer.get("/secrets")).status).toBe(200);
  expect((await viewer.get("/secrets")).status).toBe(403);
  expect((await outsider.put("/secrets", body)).status).toBe(404);
  expect((await outsider.get(`/secrets?repository=${shop.project.repositoryId}`)).status).toBe(404);
  expect((await outsider.get("/secrets")).body.items).toEqual([]);
  expect((await shop.server.stranger.get("/secrets")).status).toBe(401);
  const { body: mine } = await shop.server.owner.put("/secrets", body);
  expect((await outsider.delete(`/secrets/${mine.id}`)).status).toBe(404);
  expect((await shop.server.owner.delete(`/secrets/${mine.id}`)).status).toBe(200);
  expect((await shop.server.owner.put("/secrets", { name: "NEW_RULES_ONLY", rules: {} })).status).toBe(400);
  for (const name of ["1X", "A-B", "HEADRACE_X", "", "a b"]) {
    expect((await shop.server.owner.put("/secrets", { name, value: "xxxxxxxx" })).status).toBe(400);
  }
});

test("settings go with their repository, and a request that is repeated by its key leaves nothing to guess from", async () => {
  const other = await createProject(shop.server.owner, "short-lived");
  const { repositoryId: repository } = other;
  const body = { name: "GUESSED", value: "1234", repository };
  for (let count = 0; count < 2; count += 1) {
    expect(await shop.server.owner.put("/secrets", body, { "idempotency-key": "once" })).toMatchObject({ status: 200 });
  }
  const { tables } = shop.server.app;
  const kept = await tables.selectFrom("idempotency_keys").selectAll().where("key", "=", "once").execute();
  const input = { operation: "secrets.set", organizationId: shop.server.organizationId, input: body };
  expect(kept.length).toBe(1);
  expect(kept[0]?.fingerprint).not.toBe(createHash("sha256").update(canonicalJson(input)).digest("hex"));
  await shop.server.owner.put("/variables", { name: "ALSO", value: "x", repository });
  expect((await shop.server.owner.delete(`/repositories/${repository}`)).status).toBe(200);
  for (const table of ["secrets", "variables"] as const) {
    expect(await tables.selectFrom(table).select("id").where("scope_id", "=", repository).execute()).toEqual([]);
  }
  await other.remove();
});

test("what was printed before it was known to be a secret is masked for whoever reads or searches it", async () => {
  const late = `late-${randomBytes(9).toString("hex")}`;
  const { executionId } = await shop.run(`
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
  const ask = async (path: string) => (await shop.server.owner.get(`/executions/${executionId}/${path}`)).body;
  const file = async () => {
    const [{ id }] = (await ask("artifacts")).items;
    return (await shop.server.owner.get(`/artifacts/${id}/text?path=out.txt`)).body.text;
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
      await followStream(shop.server.owner, `/executions/${executionId}/logs?follow=true`),
      await followStream(shop.server.owner, `/executions/${executionId}/events?follow=true`),
      await file(),
    ]);
  const found = async () => [
    (await ask(`logs/search?q=${late}`)).count,
    (await ask(`logs/matches?stage=leak&regex=true&q=${encodeURIComponent(`^a ${late.slice(0, 6)}`)}`)).count,
  ];
  const raw = async (range?: string): Promise<string> =>
    (await shop.server.owner.get(`/executions/${executionId}/logs/raw`, range === undefined ? {} : { range })).body;
  const before = await raw();
  expect((await everything()).split(late).length).toBeGreaterThan(8);
  expect(await found()).toEqual([3, 1]);

  const other = await createProject(shop.server.owner, "other");
  await shop.server.owner.put("/secrets", { name: "ELSEWHERE", value: late, repository: other.repositoryId });
  expect(await file()).toContain(late);
  const { body: secret } = await shop.server.owner.put("/secrets", {
    name: "LATE",
    value: late,
    repository: shop.project.repositoryId,
  });
  await shop.server.owner.put("/secrets", { name: "SHORT", value: "12345", repository: shop.project.repositoryId });
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

  await shop.server.owner.delete(`/secrets/${secret.id}`);
  expect(await raw()).toBe(before);
  await other.remove();
});
