import { randomBytes } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { shareProject } from "./support/share-project.ts";
import { usingSecret } from "./support/using-secret.ts";

const value = `s3cr3t-${randomBytes(12).toString("hex")}`;
const shop = shareProject();

/** As a stage is given them that a push started. */
async function valuesOf(names: readonly string[]) {
  return await shop.server.app.secrets.valuesFor({
    organizationId: shop.server.organizationId,
    repositoryId: shop.project.repositoryId,
    executionId: "e",
    stage: "s",
    branch: "main",
    event: "push",
    trust: "own",
    actor: { kind: "webhook", id: "w", name: "push" },
    names,
  });
}

test("a value is read back by nothing: no answer, log, file of the database or document holds it", async () => {
  const { dataDirectory } = shop.server.app.options;
  await shop.server.owner.put("/secrets", { name: "TOKEN", value });
  const { executionId } = await shop.run(usingSecret("TOKEN"));
  const paths = [
    "/secrets",
    `/secrets?repository=${shop.project.repositoryId}`,
    "/audit?limit=200",
    `/executions/${executionId}`,
    `/executions/${executionId}/events`,
    `/executions/${executionId}/logs`,
    "/variables",
  ];
  for (const path of paths) expect(JSON.stringify((await shop.server.owner.get(path)).body)).not.toContain(value);
  expect(await (await shop.server.owner.fetch("/api/openapi.json")).text()).not.toContain(value);
  expect((await shop.server.owner.put("/secrets", { name: "TOKEN", value, extra: 1 })).body).not.toMatchObject({
    value,
  });
  const { tables } = shop.server.app;
  for (const table of ["secrets", "audit_log", "idempotency_keys", "execution_links"] as const) {
    expect(JSON.stringify(await tables.selectFrom(table).selectAll().execute())).not.toContain(value);
  }
  const keyText = (await readFile(join(dataDirectory, "master.key"), "utf8")).trim();
  const files = (await readdir(dataDirectory, { recursive: true, withFileTypes: true })).filter((each) =>
    each.isFile(),
  );
  expect(files.length).toBeGreaterThan(3);
  for (const file of files) {
    const content = await readFile(join(file.parentPath, file.name)).catch(() => Buffer.alloc(0));
    expect(content.includes(value), file.name).toBe(false);
    expect(content.includes(Buffer.from(value).toString("base64")), file.name).toBe(false);
    if (file.name !== "master.key") expect(content.includes(keyText), file.name).toBe(false);
  }
});

test("a row that is copied to another place does not open, nor one that was changed", async () => {
  const { tables, secrets } = shop.server.app;
  await shop.server.owner.put("/secrets", { name: "COPIED", value: "copied-value" });
  const row = await tables.selectFrom("secrets").selectAll().where("name", "=", "COPIED").executeTakeFirstOrThrow();
  const ask = async () => await valuesOf(["COPIED", "RENAMED"]);
  expect((await ask()).values.get("COPIED")).toBe("copied-value");
  await tables.updateTable("secrets").set({ name: "RENAMED" }).where("id", "=", row.id).execute();
  await expect(ask()).rejects.toThrow(/does not open/);
  const flipped = row.sealed
    .replace(/.$/, (last) => (last === "A" ? "E" : "A"))
    .replace(/\.(.)/, (_, c) => `.${c === "A" ? "B" : "A"}`);
  await tables.updateTable("secrets").set({ name: "COPIED", sealed: flipped }).where("id", "=", row.id).execute();
  await expect(ask()).rejects.toThrow(/does not open/);
  await tables.deleteFrom("secrets").where("id", "=", row.id).execute();
  const sealed = await secrets.seal(shop.server.organizationId, "webhook:1", "hook");
  expect(await secrets.open(shop.server.organizationId, "webhook:1", sealed)).toBe("hook");
  await expect(secrets.open(shop.server.organizationId, "webhook:2", sealed)).rejects.toThrow(/does not open/);
  await expect(secrets.open("another", "webhook:1", sealed)).rejects.toThrow(/does not open/);
});

test("keys are rotated while secrets are used and set, and every value still opens", async () => {
  const { tables, secrets } = shop.server.app;
  for (let index = 0; index < 120; index += 1) {
    await secrets.set({
      organizationId: shop.server.organizationId,
      scope: "repository",
      scopeId: shop.project.repositoryId,
      name: `MANY_${index}`,
      value: `value ${index}`,
      actor: { kind: "system", id: "", name: "test" },
    });
  }
  await shop.server.owner.put("/secrets", { name: "TOKEN", value });
  const hook = await webhookWithSecret("signing secret");
  const before = await tables
    .selectFrom("organization_keys")
    .select("id")
    .where("organization_id", "=", shop.server.organizationId)
    .execute();
  const [rotated] = await Promise.all([
    shop.server.owner.post("/organization/rotate-keys", {}),
    shop.server.owner.put("/secrets", {
      name: "MANY_7",
      value: "changed meanwhile",
      repository: shop.project.repositoryId,
    }),
  ]);
  expect(rotated.status).toBe(200);
  expect(rotated.body.resealed).toBeGreaterThanOrEqual(120);
  const names = Array.from({ length: 120 }, (_, index) => `MANY_${index}`);
  const { values } = await valuesOf(names);
  expect(names.map((name) => values.get(name))).toEqual(
    names.map((_, index) => (index === 7 ? "changed meanwhile" : `value ${index}`)),
  );
  const { key_id: keyId, sealed_secret: sealed } = await tables
    .selectFrom("webhooks")
    .selectAll()
    .where("id", "=", hook)
    .executeTakeFirstOrThrow();
  expect(keyId).toBe(rotated.body.keyId);
  expect(await secrets.open(shop.server.organizationId, `webhook:${hook}`, { keyId, sealed })).toBe("signing secret");
  const retired = await tables
    .selectFrom("organization_keys")
    .selectAll()
    .where("retired_at", "is not", null)
    .execute();
  expect(retired.map(({ id }) => id)).toEqual(before.map(({ id }) => id));

  const keyFile = join(shop.server.app.options.dataDirectory, "master.key");
  const key = await readFile(keyFile, "utf8");
  expect((await secrets.rotateMasterKey()).rewrapped).toBeGreaterThan(before.length + 1);
  expect(await readFile(keyFile, "utf8")).not.toBe(key);
  expect((await stat(keyFile)).mode & 0o777).toBe(0o600);
  expect((await shop.run(usingSecret("TOKEN"))).ended.outcome).toBe("success");
});

async function webhookWithSecret(text: string): Promise<string> {
  const { tables, ids, clock, secrets } = shop.server.app;
  const id = ids.next();
  const { keyId, sealed } = await secrets.seal(shop.server.organizationId, `webhook:${id}`, text);
  await tables
    .insertInto("webhooks")
    .values({
      id,
      organization_id: shop.server.organizationId,
      repository_id: shop.project.repositoryId,
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
