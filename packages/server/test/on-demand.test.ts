import { beforeEach, describe, expect, test } from "vitest";
import { addRepository, endRun, onGitHub, type Repository } from "../../../test/forges/index.ts";
import { shareHosts } from "./support/share-hosts.ts";

const hosts = shareHosts();
const text = `name: web-app
parameters:
  target: { type: choice, options: [staging, production], default: staging }
  token: { type: secret }
stages:
  build: { timeout: 10m, steps: [make], retry: { attempts: 2 } }
  deploy:
    needs: [build]
    timeout: 10m
    environment: \${{ params.target }}
    variables: { TOKEN: "\${{ params.token }}" }
    steps: ['./deploy.sh "$TOKEN"']
`;
/** What it does with a message cannot be said there. */
const unfit = `${text}  tell: { needs: [deploy], timeout: 10m, steps: [./tell.sh], when: "contains(git.message, 'tell')" }\n`;

describe("on Bitbucket Cloud, without a commit", () => {
  let remote: Repository;
  let repository: string;
  let pipeline: string;

  beforeEach(async () => {
    remote = addRepository(hosts.bitbucket.world, `acme/${hosts.name}`);
    repository = await hosts.watch(await hosts.connect("bitbucket-cloud"));
    pipeline = await create(text);
  });

  async function create(definition: string): Promise<string> {
    const { status, body } = await hosts.server.owner.post("/pipelines", {
      name: `p-${crypto.randomUUID()}`,
      repository,
      text: definition,
    });
    expect({ status, body }).toMatchObject({ status: 201 });
    return body.id;
  }
  const run = (change: Readonly<Record<string, unknown>> = {}, by = hosts.server.owner) =>
    by.post(`/pipelines/${pipeline}/execute-on-host`, { parameters: { token: "s3cret" }, ...change });

  test("a pipeline says what it would be there, with what it cannot say", async () => {
    const viewer = await hosts.server.client({ role: "viewer" });
    const { status, body } = await viewer.get(`/pipelines/${pipeline}/host-definition`);
    expect({ status, body }).toMatchObject({ status: 200, body: { text: expect.stringContaining("- make\n") } });
    expect(body.notes).toContainEqual({
      code: "left-out",
      severity: "warning",
      path: ["stages", "build", "retry"],
      message: expect.any(String),
      mend: expect.any(String),
    });
    expect(body.notes).toContainEqual(
      expect.objectContaining({ severity: "error", path: ["stages", "deploy", "environment"] }),
    );
  });

  test("a pipeline runs there as it is saved, is an execution at once, and is told from then on", async () => {
    const developer = await hosts.server.client({ role: "developer" });
    const { status, body } = await run({ variables: { LEVEL: "2" } }, developer);
    expect({ status, body }).toMatchObject({ status: 201, body: { number: 1, state: "queued" } });
    expect(body.notes).toContainEqual(expect.objectContaining({ path: ["stages", "build", "retry"] }));
    expect(remote.runs).toMatchObject([
      {
        target: { ref_type: "branch", ref_name: "main", selector: { type: "custom", pattern: "web-app" } },
        variables: [
          { key: "target", value: "staging", secured: false },
          { key: "token", value: "s3cret", secured: true },
          { key: "LEVEL", value: "2", secured: false },
        ],
      },
    ]);
    const [{ definition } = {}] = remote.runs;
    // What Bitbucket has to know before the run is what the run is given.
    expect(definition).toContain("deployment: staging\n");
    expect(definition).not.toContain("s3cret");
    await hosts.lookLater();
    expect(await hosts.listed(repository)).toMatchObject([{ id: body.id, branch: "main", event: "manual" }]);
    const { body: audit } = await hosts.server.owner.get("/audit?operation=pipelines.execute-on-host&limit=1");
    expect(audit.items).toMatchObject([{ operation: "pipelines.execute-on-host", targetId: pipeline }]);
    expect(JSON.stringify(audit)).not.toContain("s3cret");
  });

  test("a pipeline runs at a tag, at a branch's commit and at a commit", async () => {
    expect((await run({ tag: "v1" })).status).toBe(201);
    expect((await run({ branch: "next", commit: "abcdef12" })).status).toBe(201);
    expect((await run({ commit: "abcdef12" })).status).toBe(201);
    expect(remote.runs.map(({ target }) => [target.type, target.ref_type, target.ref_name])).toEqual([
      ["pipeline_ref_target", "tag", "v1"],
      ["pipeline_ref_target", "branch", "next"],
      ["pipeline_commit_target", undefined, undefined],
    ]);
    expect(await run({ tag: "v1", branch: "main" })).toMatchObject({ status: 400 });
  });

  test("a run is run again as it was, whatever has become of the pipeline, and again after that", async () => {
    expect((await run({ branch: "main", commit: "abcdef12" })).status).toBe(201);
    const first = remote.runs[0];
    if (first === undefined) throw new Error("nothing runs");
    for (const token of ["anew", "once more"]) {
      endRun(remote.runs.at(-1) ?? first, "FAILED");
      await hosts.lookLater();
      const [{ id }] = await hosts.listed(repository);
      const again = await hosts.server.owner.post(`/executions/${id}/rerun`, { parameters: { token } });
      expect(again).toMatchObject({ status: 201 });
      expect(remote.runs.at(-1)).toMatchObject({
        definition: first.definition,
        target: { ref_name: "main", commit: { hash: "abcdef12" }, selector: { pattern: "web-app" } },
        variables: expect.arrayContaining([expect.objectContaining({ key: "token", value: token, secured: true })]),
      });
      expect((await hosts.listed(repository))[0]).toMatchObject({ id: again.body.id, rerunOf: id });
    }
    expect(remote.runs).toHaveLength(3);
  });

  test("what would run something else is refused with its notes, unless that is accepted", async () => {
    pipeline = await create(unfit);
    const refused = await run();
    expect(refused).toMatchObject({
      status: 422,
      body: { code: "not-supported", mend: expect.stringMatching(/accept/) },
    });
    expect(refused.body.notes).toContainEqual(
      expect.objectContaining({ severity: "error", path: ["stages", "tell", "when"] }),
    );
    expect(remote.runs).toEqual([]);
    expect((await run({ accept: true })).status).toBe(201);
  });

  test("a text that is not saved runs for who may run such", async () => {
    const inline = (body: unknown, by = hosts.server.owner) =>
      by.post(`/repositories/${repository}/run-inline-on-host`, body);
    const given = { text, branch: "next", parameters: { token: "t", target: "production" } };
    const { status, body } = await inline(given);
    expect({ status, body }).toMatchObject({ status: 201, body: { number: 1 } });
    expect(remote.runs).toMatchObject([{ definition: expect.stringContaining("deployment: production\n") }]);
    const viewer = await hosts.server.client({ role: "viewer" });
    expect((await inline(given, viewer)).status).toBe(403);
    expect(await inline({ ...given, text: "name: x" })).toMatchObject({
      status: 422,
      body: { code: "invalid-definition" },
    });
    expect(remote.runs).toHaveLength(1);
  });

  test("nothing runs with wrong parameters, variables that carry others, or for who may not", async () => {
    for (const [parameters, said] of [
      [{}, /token/],
      [{ token: "x", target: "moon" }, /target/],
      [{ token: "x", tagret: "staging" }, /tagret/],
    ] as const) {
      expect(await run({ parameters })).toMatchObject({ status: 422, body: { detail: expect.stringMatching(said) } });
    }
    expect(await run({ variables: { target: "production" } })).toMatchObject({ status: 400 });
    const developer = await hosts.server.client({ role: "developer" });
    expect((await run({ variables: { LD_PRELOAD: "./evil.so" } }, developer)).status).toBe(403);
    const viewer = await hosts.server.client({ role: "viewer" });
    expect((await run({}, viewer)).status).toBe(403);
    const rules = {
      protectedBranches: ["main"],
      protectedRunners: { roles: ["maintainer"], teams: [], users: [], automatic: true },
    };
    expect((await hosts.server.owner.patch(`/repositories/${repository}`, { rules })).status).toBe(200);
    expect(await run({}, developer)).toMatchObject({
      status: 403,
      body: { detail: expect.stringMatching(/protected/) },
    });
    expect((await run({ branch: "next" }, developer)).status).toBe(201);
    expect(remote.runs).toHaveLength(1);
  });

  test("what Bitbucket refuses is told, and leaves nothing here", async () => {
    hosts.bitbucket.faults.push({ on: /^POST/, reply: { status: 400, json: { error: { message: "not enabled" } } } });
    expect(await run()).toMatchObject({ status: 422, body: { cause: "forge-refused" } });
    expect(await hosts.listed(repository)).toEqual([]);
  });
});

test("GitHub runs nothing without a commit, and says so", async () => {
  onGitHub.addRepository(hosts.github.world, `acme/${hosts.name}`);
  const repository = await hosts.watch(await hosts.connect("github"));
  const body = { text: "name: a\nstages: { a: { timeout: 1m, steps: [make] } }" };
  expect(await hosts.server.owner.post(`/repositories/${repository}/run-inline-on-host`, body)).toMatchObject({
    status: 422,
    body: { code: "not-supported", detail: "GitHub runs workflows that a commit holds only" },
  });
});
