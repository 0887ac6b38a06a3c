import { beforeEach, expect, it } from "vitest";
import type { GitHub } from "../../src/index.ts";
import { shareGitHub } from "../support/share-github.ts";

const shop = { owner: "acme", name: "shop" };
const at = shareGitHub();
let github: GitHub;
beforeEach(() => {
  at.double.tokens.set("ghp_classic", ["Metadata: read", "Actions: read"]);
  github = at.connect({ token: "ghp_classic" });
});

it("is not called gone, what a token may not see of a repository that it sees", async () => {
  await expect(github.webhooks.list(shop)).rejects.toMatchObject({
    code: "forge-forbidden",
    message: expect.stringContaining("though the repository itself can be read"),
    mend: expect.stringContaining("the permission Webhooks: read"),
  });
  await expect(github.environments.create(shop, "staging")).rejects.toMatchObject({
    code: "forge-not-found",
    mend: expect.stringContaining("where the permission Administration: write is missing"),
  });
});

it("is called so where the repository is hidden too", async () => {
  await expect(github.webhooks.list({ owner: "acme", name: "other" })).rejects.toMatchObject({
    code: "forge-not-found",
    mend: expect.stringContaining("renamed or deleted"),
  });
});

it("may be either, of one thing among many, for which nothing more is asked", async () => {
  at.double.tokens.set("ghp_classic", "all");
  await expect(github.runs.get(shop, { id: "17" })).rejects.toMatchObject({
    code: "forge-not-found",
    mend: expect.stringContaining("where the permission Actions: read is missing"),
  });
  expect(at.double.asked).toHaveLength(1);
});
