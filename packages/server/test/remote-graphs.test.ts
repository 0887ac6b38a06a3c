import { beforeEach, describe, expect, test } from "vitest";
import {
  addRepository,
  addRun,
  addStep,
  commitTo,
  endRun,
  onGitHub,
  type Repository,
} from "../../../test/forges/index.ts";
import { shareHosts } from "./support/share-hosts.ts";

const hosts = shareHosts();

interface Shown {
  readonly stage: string;
  readonly needs: readonly string[];
}

async function graphOf(repository: string, place = 0) {
  const { id } = (await hosts.listed(repository))[place];
  const { body } = await hosts.server.owner.get(`/executions/${id}`);
  return body.stages.map(({ stage, needs }: Shown) => `${stage}: ${needs.join(", ")}`);
}

const askedFor = (double: { readonly asked: readonly { readonly url?: string | undefined }[] }, part: string) =>
  double.asked.filter(({ url }) => url?.includes(part));

describe("an execution of GitHub", () => {
  let remote: ReturnType<typeof onGitHub.addRepository>;
  let commit: string;
  const path = ".github/workflows/ci.yml";
  const text = `
jobs:
  build: { name: Build }
  test:
    needs: build
    strategy: { matrix: { os: [linux, mac] } }
  ship: { needs: test, uses: ./.github/workflows/ship.yml }
`;

  beforeEach(() => {
    remote = onGitHub.addRepository(hosts.github.world, `acme/${hosts.name}`);
    commit = commitTo(remote.tree, "main", { path, text });
  });

  function run(names: readonly string[], change: { readonly head_sha?: string } = {}) {
    const made = onGitHub.addRun(hosts.github.world, remote, { head_sha: commit, ...change });
    add(made, names);
    return made;
  }

  function add(to: ReturnType<typeof onGitHub.addRun>, names: readonly string[]): void {
    const { jobs } = onGitHub.lastAttempt(to);
    if (jobs[0]?.name === "build") jobs.length = 0;
    const first = to.id * 1000 + jobs.length;
    for (const [index, name] of names.entries()) {
      jobs.push({ id: first + index, name, status: "queued", conclusion: null, log: undefined });
    }
  }

  test("has the graph of its workflow's file as of its commit, which is read once however often it is looked at", async () => {
    const begun = run(["Build"]);
    add(begun, ["test (linux)"]);
    const repository = await hosts.watch(await hosts.connect("github"));
    expect(await graphOf(repository)).toEqual(["Build: ", "test (linux): Build"]);
    add(begun, ["test (mac)", "ship / push"]);
    // The branch goes on; the run does not.
    commitTo(remote.tree, "main", { path, text: "jobs: {}" });
    await hosts.lookLater();
    expect(await graphOf(repository)).toEqual([
      "Build: ",
      "test (linux): Build",
      "test (mac): Build",
      "ship / push: test (linux), test (mac)",
    ]);
    onGitHub.endRun(begun, "success");
    run(["Build", "test (mac)"]);
    await hosts.lookLater();
    expect(await graphOf(repository)).toEqual(["Build: ", "test (mac): Build"]);
    expect(await hosts.listed(repository)).toMatchObject([{}, { outcome: "success" }]);
    expect(askedFor(hosts.github, "/contents/")).toHaveLength(1);
  });

  test.each([
    ["the file is no YAML", () => commitTo(remote.tree, "main", { path, text: "jobs: [" })],
    ["the commit has no such file", () => "b".repeat(40)],
    [
      "the token may not read files",
      () => {
        hosts.github.tokens.set("t0ken", ["Metadata: read", "Actions: read"]);
        return commit;
      },
    ],
  ])("stands in order where %s", async (_, prepare) => {
    try {
      run(["Build", "test (linux)"], { head_sha: prepare() });
      const repository = await hosts.watch(await hosts.connect("github"));
      expect(await graphOf(repository)).toEqual(["Build: ", "test (linux): "]);
    } finally {
      hosts.github.tokens.set("t0ken", "all");
    }
  });

  test("is read without it while less than half of the hour is left", async () => {
    run(["Build", "test (linux)"]);
    const connection = await hosts.connect("github", 60);
    const { requestsLeft } = hosts.server.app.connections;
    for (let asked = 0; (await requestsLeft(connection)) > 28; asked++) {
      await hosts.server.owner.get(`/connections/${connection}/repositories?search=x${asked}`);
    }
    const repository = await hosts.watch(connection);
    expect(await graphOf(repository)).toEqual(["Build: ", "test (linux): "]);
    expect(askedFor(hosts.github, "/contents/")).toEqual([]);
  });
});

describe("an execution of Bitbucket Cloud", () => {
  let remote: Repository;
  const text = `
pipelines:
  branches:
    main:
      - step: { name: Build, script: [make] }
      - parallel:
          - step: { name: Unit, script: [make unit] }
          - step: { name: Lint, script: [make lint] }
      - step: { name: Ship, script: [make ship] }
`;

  beforeEach(() => {
    remote = addRepository(hosts.bitbucket.world, `acme/${hosts.name}`);
  });

  test("has the rows of the section that ran", async () => {
    const hash = commitTo(remote.tree, "main", { path: "bitbucket-pipelines.yml", text });
    const run = addRun(remote);
    Object.assign(run.target, { commit: { type: "commit", hash } });
    for (const name of ["Unit", "Lint", "Ship"]) addStep(run, name);
    endRun(run, "SUCCESSFUL");
    const repository = await hosts.watch(await hosts.connect("bitbucket-cloud"));
    expect(await graphOf(repository)).toEqual(["Build: ", "Unit: Build", "Lint: Build", "Ship: Unit, Lint"]);
    expect(await hosts.listed(repository)).toMatchObject([{ outcome: "success" }]);
  });
});
