import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { createGitHub, type GitHub } from "../../src/index.ts";
import { type GitHubDouble, startGitHubDouble } from "../doubles/github/start-double.ts";
import { addRepository, addRun, type Repository, rename } from "../doubles/github/world.ts";
import { leapingClock } from "../support/leaping-clock.ts";

const shop = { owner: "acme", name: "shop" };
const main = { pipeline: "ci.yml", target: { kind: "branch", name: "main" } } as const;
let double: GitHubDouble;
let github: GitHub;
let repository: Repository;

beforeAll(async () => {
  double = await startGitHubDouble();
});
afterAll(() => double[Symbol.asyncDispose]());
beforeEach(() => {
  double.reset();
  repository = addRepository(double.world, "acme/shop");
  github = createGitHub({ token: "t0ken", baseUrl: double.url, allowPrivateHosts: true, clock: leapingClock() });
});
afterEach(() => {
  github.close();
  expect(double.violations).toEqual([]);
});

const posts = () => double.asked.filter(({ method }) => method === "POST").map(({ url }) => url);

it("are sent on: what is read and what is written reaches the repository by its old name, once", async () => {
  addRun(double.world, repository);
  rename(double.world, repository, "acme/store");
  const { items } = await github.runs.list(shop);
  expect(items).toMatchObject([{ of: { id: String(repository.id), repository: { owner: "acme", name: "store" } } }]);
  await github.control.start(shop, main);
  expect(repository.runs).toHaveLength(2);
  const at = "/actions/workflows/ci.yml/dispatches";
  expect(posts()).toEqual([`/repos/acme/shop${at}`, `/repositories/${repository.id}${at}`]);
  expect(double.asked.at(-1)?.headers.authorization).toBe("Bearer t0ken");
});

it("are found by the id, in another organization too, as long as the token sees them", async () => {
  rename(double.world, repository, "mills/shop");
  const found = await github.repositories.byId("acme", String(repository.id));
  expect(found?.repository).toEqual({ owner: "mills", name: "shop" });
  double.world.repositories.delete("mills/shop");
  expect(await github.repositories.byId("acme", String(repository.id))).toBeUndefined();
});

it.each([
  ["another repository's own address", 307, "/repos/acme/other/actions/workflows/ci.yml/dispatches"],
  ["something else of it", 307, "/repositories/1/actions/runs/1/cancel"],
  ["an answer that asks for no repetition", 301, "/repositories/1/actions/workflows/ci.yml/dispatches"],
  ["another origin", 307, "http://127.0.0.1:9/repositories/1/actions/workflows/ci.yml/dispatches"],
])("lead no write to %s", async (_, status, location) => {
  const reply = { status, headers: { location }, json: { message: "Moved" } };
  double.faults.push({ on: /^POST/, reply });
  await expect(github.control.start(shop, main)).rejects.toMatchObject({ code: "forge-not-found" });
  expect(posts()).toHaveLength(1);
});

it("lead a write on once, and not in circles", async () => {
  const at = "/repos/acme/shop/actions/workflows/ci.yml/dispatches";
  const location = `/repositories/${repository.id}/actions/workflows/ci.yml/dispatches`;
  for (let time = 0; time < 3; time++)
    double.faults.push({ on: /^POST/, reply: { status: 307, headers: { location } } });
  await expect(github.control.start(shop, main)).rejects.toMatchObject({
    code: "forge-not-found",
    mend: expect.stringContaining("renamed"),
  });
  expect(posts()).toEqual([at, location]);
});
