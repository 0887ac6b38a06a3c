import { createPrivateKey, createPublicKey } from "node:crypto";
import { expect, it } from "vitest";
import { openSealed } from "../doubles/github/open-sealed.ts";
import { addEnvironment } from "../doubles/github/world.ts";
import { shareGitHub } from "../support/share-github.ts";

const shop = { owner: "acme", name: "shop" };
const at = shareGitHub();

it.each(["repository", "environment"] as const)(
  "of a %s are made, replaced, listed and removed, secrets sealed",
  async (kind) => {
    const { settings } = kind === "repository" ? at.repository : addEnvironment(at.repository, "production");
    const level = { kind, repository: shop, environment: "production" };
    const plain = { key: "LEVEL", value: "2", secured: false };
    const secret = { key: "LEVEL", value: "s3cret ünïcode", secured: true };
    const made = [await at.github.variables.create(level, plain), await at.github.variables.create(level, secret)];
    expect(made.map(({ id }) => id)).toEqual(["variable:LEVEL", "secret:LEVEL"]);
    expect([settings.variables.get("LEVEL"), settings.secrets.get("LEVEL")]).toEqual(["2", "s3cret ünïcode"]);
    for (const again of [plain, secret]) {
      await expect(at.github.variables.create(level, again)).rejects.toMatchObject({
        code: "forge-refused",
        status: 409,
      });
    }
    await at.github.variables.replace(level, "variable:LEVEL", { ...plain, key: "DEPTH", value: "3" });
    await at.github.variables.replace(level, "secret:LEVEL", { ...secret, value: "n3w" });
    expect(settings.secrets.get("LEVEL")).toBe("n3w");
    const listed = await at.github.variables.list(level);
    expect(listed).toEqual([
      { id: "variable:DEPTH", key: "DEPTH", secured: false, value: "3" },
      { id: "secret:LEVEL", key: "LEVEL", secured: true },
    ]);
    for (const { id } of listed) await at.github.variables.remove(level, id);
    expect(await at.github.variables.list(level)).toEqual([]);
    await expect(at.github.variables.remove(level, "secret:LEVEL")).rejects.toMatchObject({ code: "forge-not-found" });
  },
);

it("are listed over all pages", async () => {
  for (let number = 0; number < 130; number++) {
    at.repository.settings.variables.set(`V${number}`, "x");
    at.repository.settings.secrets.set(`S${number}`, "x");
  }
  expect(await at.github.variables.list({ kind: "repository", repository: shop })).toHaveLength(260);
});

it("take no more of a page than was asked for", async () => {
  const told = { value: "x", created_at: "2026-01-01T00:00:00Z", updated_at: "2026-01-01T00:00:00Z" };
  const variables = Array.from({ length: 40 }, (_, number) => ({ name: `V${number}`, ...told }));
  const bytes = JSON.stringify({ total_count: variables.length, variables });
  at.double.faults.push({ on: /variables\?page=1/, reply: { status: 200, bytes } });
  expect(await at.github.variables.list({ kind: "repository", repository: shop })).toHaveLength(30);
});

it("are refused where GitHub or the token cannot", async () => {
  const level = { kind: "repository", repository: shop } as const;
  const secret = { key: "A", value: "x", secured: true };
  const refused = { code: "invalid-argument" };
  await expect(at.github.variables.list({ kind: "owner", owner: "acme" })).rejects.toMatchObject(refused);
  await expect(at.github.variables.replace(level, "variable:A", secret)).rejects.toMatchObject(refused);
  await expect(at.github.variables.replace(level, "secret:B", secret)).rejects.toMatchObject(refused);
  await expect(at.github.variables.remove(level, "moon")).rejects.toMatchObject(refused);
  at.double.tokens.set("t0ken", ["Secrets: read"]);
  await expect(at.github.variables.create(level, secret)).rejects.toMatchObject({ code: "forge-forbidden" });
});

it("a box that libsodium sealed is opened by what the double opens ours with", () => {
  const base64url = (text: string) => Buffer.from(text, "base64").toString("base64url");
  const x = base64url("dh2I7IMEE5Gd/p1NHVbxfmU8jJlAgt9bE3uQoK5u33Q=");
  const d = base64url("L605/v1/o+IAqcYm7vWZ5hotBVxIqCiKTn5MS8o5KPg=");
  const sealed = "FhQFYLGA5SCGS0edACE06SiO/cjBU42fB29K5vV+PhfUSoKmVLOu243gnchTqVZI2RV/OBzNY4QL3JZo2G5+fQ==";
  const privateKey = createPrivateKey({ key: { kty: "OKP", crv: "X25519", x, d }, format: "jwk" });
  const keys = { privateKey, publicKey: createPublicKey(privateKey) };
  expect(openSealed(Buffer.from(sealed, "base64"), keys)).toBe("s3cret ünïcode");
});
