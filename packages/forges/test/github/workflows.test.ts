import { expect, it } from "vitest";
import { addRun } from "../doubles/github/world.ts";
import { shareGitHub } from "../support/share-github.ts";

const shop = { owner: "acme", name: "shop" };
const at = shareGitHub();

it("are listed over all pages, in whatever state they are", async () => {
  for (let id = 2; id <= 130; id++)
    at.repository.workflows.push({ id, name: `W${id}`, file: `${id}.yml`, state: "active" });
  at.repository.workflows.push({ id: 131, name: "Old", file: "old.yml", state: "disabled_inactivity" });
  const listed = await at.github.workflows.list(shop);
  expect(listed).toHaveLength(131);
  expect(listed[0]).toMatchObject({ id: "1", name: "CI", path: ".github/workflows/ci.yml", isEnabled: true });
  expect(listed.at(-1)).toMatchObject({ isEnabled: false, word: "disabled_inactivity" });
});

it("are got by their id or their file's name", async () => {
  expect(await at.github.workflows.get(shop, "ci.yml")).toEqual(await at.github.workflows.get(shop, "1"));
  await expect(at.github.workflows.get(shop, "none.yml")).rejects.toMatchObject({ code: "forge-not-found" });
});

it("have their own runs listed", async () => {
  at.repository.workflows.push({ id: 2, name: "Other", file: "other.yml", state: "active" });
  addRun(at.double.world, at.repository);
  const own = addRun(at.double.world, at.repository, { workflow: "other.yml" });
  const { items } = await at.github.runs.list(shop, { pipeline: "2" });
  expect(items.map(({ id }) => id)).toEqual([String(own.id)]);
});

it("are disabled, whereupon nothing starts them, and enabled again", async () => {
  const target = { kind: "branch", name: "main" } as const;
  const start = () => at.github.control.start(shop, { pipeline: "ci.yml", target });
  await at.github.workflows.switch(shop, { workflow: "ci.yml", isEnabled: false });
  expect(await at.github.workflows.get(shop, "1")).toMatchObject({ isEnabled: false, word: "disabled_manually" });
  await expect(start()).rejects.toMatchObject({ code: "forge-refused" });
  await at.github.workflows.switch(shop, { workflow: "1", isEnabled: true });
  expect(await start()).toMatchObject({ trigger: "manual" });
});

it("are switched by a token that may write actions alone", async () => {
  at.double.tokens.set("t0ken", ["Actions: read"]);
  expect(await at.github.workflows.list(shop)).toHaveLength(1);
  const change = { workflow: "ci.yml", isEnabled: false };
  await expect(at.github.workflows.switch(shop, change)).rejects.toMatchObject({ code: "forge-forbidden" });
});
