import { expect, it } from "vitest";
import { addRun, rename } from "../doubles/github/world.ts";
import { shareGitHub } from "../support/share-github.ts";

const shop = { owner: "acme", name: "shop" };
const main = { pipeline: "ci.yml", target: { kind: "branch", name: "main" } } as const;
const at = shareGitHub();

const posts = () => at.double.asked.filter(({ method }) => method === "POST").map(({ url }) => url);

it("are sent on: what is read and what is written reaches the repository by its old name, once", async () => {
  addRun(at.double.world, at.repository);
  rename(at.double.world, at.repository, "acme/store");
  const { items } = await at.github.runs.list(shop);
  expect(items).toMatchObject([{ of: { id: String(at.repository.id), repository: { owner: "acme", name: "store" } } }]);
  await at.github.control.start(shop, main);
  expect(at.repository.runs).toHaveLength(2);
  const path = "/actions/workflows/ci.yml/dispatches";
  expect(posts()).toEqual([`/repos/acme/shop${path}`, `/repositories/${at.repository.id}${path}`]);
  expect(at.double.asked.at(-1)?.headers.authorization).toBe("Bearer t0ken");
});

it("are found by the id, in another organization too, as long as the token sees them", async () => {
  rename(at.double.world, at.repository, "mills/shop");
  const found = await at.github.repositories.byId("acme", String(at.repository.id));
  expect(found?.repository).toEqual({ owner: "mills", name: "shop" });
  at.double.world.repositories.delete("mills/shop");
  expect(await at.github.repositories.byId("acme", String(at.repository.id))).toBeUndefined();
});

it.each([
  ["another repository's own address", 307, "/repos/acme/other/actions/workflows/ci.yml/dispatches"],
  ["something else of it", 307, "/repositories/1/actions/runs/1/cancel"],
  ["an answer that asks for no repetition", 301, "/repositories/1/actions/workflows/ci.yml/dispatches"],
  ["another origin", 307, "http://127.0.0.1:9/repositories/1/actions/workflows/ci.yml/dispatches"],
])("lead no write to %s", async (_, status, location) => {
  const reply = { status, headers: { location }, json: { message: "Moved" } };
  at.double.faults.push({ on: /^POST/, reply });
  await expect(at.github.control.start(shop, main)).rejects.toMatchObject({ code: "forge-not-found" });
  expect(posts()).toHaveLength(1);
});

it("lead a write on once, and not in circles", async () => {
  const path = "/repos/acme/shop/actions/workflows/ci.yml/dispatches";
  const location = `/repositories/${at.repository.id}/actions/workflows/ci.yml/dispatches`;
  for (let time = 0; time < 3; time++)
    at.double.faults.push({ on: /^POST/, reply: { status: 307, headers: { location } } });
  await expect(at.github.control.start(shop, main)).rejects.toMatchObject({
    code: "forge-not-found",
    mend: expect.stringContaining("renamed"),
  });
  expect(posts()).toEqual([path, location]);
});
