import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { operations } from "../../src/bitbucket-data-center/operations.ts";
import { type BitbucketDataCenter, createBitbucketDataCenter } from "../../src/index.ts";
import { routes } from "../doubles/bitbucket-data-center/routes.ts";
import { type DataCenterDouble, startDataCenterDouble } from "../doubles/bitbucket-data-center/start-double.ts";
import { addRepository, createWorld } from "../doubles/bitbucket-data-center/world.ts";
import { openDocument } from "../doubles/open-document.ts";
import { leapingClock } from "../support/leaping-clock.ts";

let double: DataCenterDouble;
let host: BitbucketDataCenter;

beforeAll(async () => {
  double = await startDataCenterDouble();
});
afterAll(() => double[Symbol.asyncDispose]());
beforeEach(() => {
  Object.assign(double.world, { ...createWorld(), repositories: [] });
  addRepository(double.world, { id: 7, project: "ACME", slug: "shop", branch: "trunk" });
  double.violations.length = 0;
  double.asked.length = 0;
  host = connect("t0ken");
});
afterEach(() => {
  host.close();
  expect(double.violations).toEqual([]);
});

const connect = (token: string) =>
  createBitbucketDataCenter({ token, baseUrl: `${double.url}/`, allowPrivateHosts: true, clock: leapingClock() });

it("tells its version and whom the token stands for", async () => {
  expect(await host.account.whoAmI()).toEqual({ version: "9.2.1", name: "ada" });
});

it("does not take a version that strangers see for a token that is believed", async () => {
  await expect(connect("wrong").account.whoAmI()).rejects.toMatchObject({ code: "forge-unauthorized" });
});

it("lists a project's repositories over all pages, by what the host says comes next", async () => {
  for (let number = 0; number < 4; number++)
    addRepository(double.world, { id: 10 + number, project: "ACME", slug: `s${number}` });
  addRepository(double.world, { id: 99, project: "OTHER", slug: "elsewhere" });
  double.world.pageLength = 3;
  const first = await host.repositories.list("ACME");
  const second = await host.repositories.list("ACME", { from: first.next ?? "" });
  expect([first.next, second.next]).toEqual(["3", undefined]);
  expect([...first.items, ...second.items].map(({ repository }) => repository.name)).toEqual([
    "shop",
    "s0",
    "s1",
    "s2",
    "s3",
  ]);
  expect((await host.repositories.list("ACME", { search: "s3" })).items).toHaveLength(1);
});

it("gives one with its default branch, where something was pushed", async () => {
  const repository = { owner: "ACME", name: "shop" };
  expect(await host.repositories.get(repository)).toEqual({
    id: "7",
    repository,
    isPrivate: true,
    defaultBranch: "trunk",
    cloneUrl: `${double.url}/scm/acme/shop.git`,
  });
  addRepository(double.world, { id: 8, project: "ACME", slug: "empty" });
  expect(await host.repositories.get({ owner: "ACME", name: "empty" })).not.toHaveProperty("defaultBranch");
  await expect(host.repositories.get({ owner: "ACME", name: "gone" })).rejects.toMatchObject({
    code: "forge-not-found",
    message: expect.stringContaining("Repository does not exist"),
  });
});

const judge = openDocument("bitbucket-dc-9.2.swagger.json");
it.skipIf(judge === undefined).each(operations)(
  "asks $method $path, which the specification has",
  ({ method, path }) => {
    expect(judge?.({ method, path, query: new URLSearchParams(), status: 404, answer: undefined })).toEqual([]);
  },
);

it("is served by the double in all that the client asks", () => {
  const nameOf = ({ method, path }: { readonly method: string; readonly path: string }) => `${method} ${path}`;
  expect(routes.map(nameOf).sort()).toEqual(operations.map(nameOf).sort());
});
