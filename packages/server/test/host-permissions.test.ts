import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import {
  addRepository,
  type DataCenterDouble,
  onDataCenter,
  onGitHub,
  startDataCenterDouble,
} from "../../../test/forges/index.ts";
import { shareHosts } from "./support/share-hosts.ts";

/** Who may do what on the host, as it has it. */
const hosts = shareHosts();
let dataCenter: DataCenterDouble;
beforeAll(async () => {
  dataCenter = await startDataCenterDouble();
});
afterAll(async () => await dataCenter[Symbol.asyncDispose]());
afterEach(() => expect(dataCenter.violations.splice(0)).toEqual([]));

const at = (repository: string): string => `/repositories/${repository}/host-permissions`;

test("users, groups and owners of Bitbucket Cloud are told, and of what is refused which scope it lacks", async () => {
  const remote = addRepository(hosts.bitbucket.world, `acme/${hosts.name}`);
  remote.grants.users.set("Ada", "write");
  remote.grants.groups.set("Developers", "read");
  const repository = await hosts.watch(await hosts.connect("bitbucket-cloud"));
  const refused = { type: "error", error: { message: "Your credentials lack one or more required privilege scopes." } };
  hosts.bitbucket.faults.push({ on: /^GET .*workspaces\/acme\/permissions/, reply: { status: 403, json: refused } });
  expect(await hosts.server.owner.get(at(repository))).toMatchObject({
    status: 200,
    body: {
      items: [
        { kind: "user", name: "Ada", level: "write", of: "repository" },
        { kind: "group", name: "Developers", level: "read", of: "repository" },
      ],
      complete: true,
      unread: [
        {
          what: "the workspace's owners",
          why: expect.stringContaining("required privilege scopes"),
          mend: expect.stringContaining("read:workspace:bitbucket"),
          scopes: ["read:workspace:bitbucket"],
        },
      ],
    },
  });
});

test("collaborators and teams of GitHub are told to members, and to nobody of another organization", async () => {
  const remote = onGitHub.addRepository(hosts.github.world, `acme/${hosts.name}`);
  remote.collaborators.set("ada", "maintain");
  remote.teams?.set("Platform", "admin");
  const repository = await hosts.watch(await hosts.connect("github"));
  const viewer = await hosts.server.client({ role: "viewer" });
  expect((await viewer.get(at(repository))).body.items).toEqual([
    { kind: "user", name: "ada", level: "write", word: "maintain", of: "repository" },
    { kind: "group", name: "Platform", account: "platform", level: "admin", word: "admin", of: "repository" },
  ]);
  expect((await (await hosts.server.outsider()).get(at(repository))).status).toBe(404);
});

test("a Data Center tells what is granted on the repository and on its project", async () => {
  const slug = hosts.name;
  const there = onDataCenter.addRepository(dataCenter.world, { id: 1, project: "ACME", slug, branch: "main" });
  there.grants.users.set("Ada", "REPO_WRITE");
  dataCenter.world.grants.set("ACME", { users: new Map(), groups: new Map([["platform", "PROJECT_ADMIN"]]) });
  const credentials = { kind: "access-token", token: "t0ken" };
  const host = { kind: "bitbucket-data-center", owner: "ACME", baseUrl: dataCenter.url };
  const connected = await hosts.server.owner.post("/connections", { name: "dc", ...host, credentials });
  const chosen = await hosts.server.owner.post(`/connections/${connected.body.id}/repositories`, { names: [slug] });
  expect((await hosts.server.owner.get(at(chosen.body.items[0].id))).body).toMatchObject({
    items: [
      { kind: "user", name: "Ada", word: "REPO_WRITE", of: "repository" },
      { kind: "group", name: "platform", level: "admin", of: "project" },
    ],
    unread: [],
  });
  await hosts.server.owner.delete(`/connections/${connected.body.id}`);
});
