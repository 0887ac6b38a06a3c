import { beforeEach, expect, it } from "vitest";
import type { ForgeArtifactContent } from "../../src/index.ts";
import { addRun } from "../doubles/github/world.ts";
import { shareGitHub } from "../support/share-github.ts";

const shop = { owner: "acme", name: "shop" };
const at = shareGitHub();
beforeEach(() => void addRun(at.double.world, at.repository));

function addArtifact(id: number, change: { readonly run?: number; readonly expired?: boolean } = {}): void {
  at.repository.artifacts.push({ id, run: 1, name: `dist-${id}`, bytes: "PK zipped", expired: false, ...change });
}

async function readText(content: ForgeArtifactContent): Promise<string> {
  if (content.kind !== "bytes") throw new Error(`the content is ${content.kind}`);
  const chunks: Uint8Array[] = [];
  for await (const chunk of content.body) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

it("are listed over all pages, those of the run alone", async () => {
  addRun(at.double.world, at.repository);
  for (let id = 1; id <= 130; id++) addArtifact(id);
  addArtifact(999, { run: 2 });
  const listed = await at.github.artifacts.list(shop, "1");
  expect(listed).toHaveLength(130);
  expect(listed[0]).toEqual({
    id: "1",
    name: "dist-1",
    size: 9,
    createdAt: Date.UTC(2026, 0, 1),
    expiresAt: Date.UTC(2026, 3, 1),
    isExpired: false,
    format: "zip",
  });
  await expect(at.github.artifacts.list(shop, "3")).rejects.toMatchObject({ code: "forge-not-found" });
});

it("come from the storage, which sees no credentials", async () => {
  addArtifact(5);
  const content = await at.github.artifacts.open(shop, "5");
  expect(content).toMatchObject({ kind: "bytes", length: 9 });
  expect(await readText(content)).toBe("PK zipped");
  expect(at.double.askedOfStorage.map(({ headers }) => headers.authorization)).toEqual([undefined]);
});

it("are expired, or absent", async () => {
  addArtifact(5, { expired: true });
  expect(await at.github.artifacts.list(shop, "1")).toMatchObject([{ isExpired: true }]);
  expect(await at.github.artifacts.open(shop, "5")).toEqual({ kind: "expired" });
  expect(await at.github.artifacts.open(shop, "6")).toEqual({ kind: "absent" });
});

it("are refused before a byte of them where they are too large", async () => {
  addArtifact(5);
  const small = at.connect({ largestArtifact: 8 });
  await expect(small.artifacts.open(shop, "5")).rejects.toMatchObject({ code: "forge-answer-too-large" });
  small.close();
});

it("are left when who asks goes", async () => {
  addArtifact(5);
  await expect(at.github.artifacts.open(shop, "5", AbortSignal.abort(new Error("gone")))).rejects.toThrow("gone");
});
