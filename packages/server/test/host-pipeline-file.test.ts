import { beforeEach, describe, expect, test } from "vitest";
import { addRepository, commitTo, fileAt, onGitHub, type Tree } from "../../../test/forges/index.ts";
import { shareHosts } from "./support/share-hosts.ts";

const hosts = shareHosts();
const text = "name: shop\n# Kept.\nstages: { test: { steps: ['true'] } }\n";
const changed = text.replace("'true'", "'true', 'true'");

describe.each([
  { kind: "bitbucket-cloud", main: "main" },
  { kind: "github", main: "trunk" },
] as const)("a pipeline's file on $kind", ({ kind, main }) => {
  let tree: Tree;
  let pipeline: string;

  beforeEach(async () => {
    const named = `acme/${hosts.name}`;
    const remote =
      kind === "github"
        ? onGitHub.addRepository(hosts.github.world, named)
        : addRepository(hosts.bitbucket.world, named);
    tree = remote.tree;
    commitTo(tree, main, { path: "headrace.yml", text });
    const repository = await hosts.watch(await hosts.connect(kind));
    pipeline = (await hosts.server.owner.post("/pipelines", { name: hosts.name, repository, source: "repository" }))
      .body.id;
  });

  const read = async () => (await hosts.server.owner.get(`/pipelines/${pipeline}/file`)).body;
  const save = (ifMatch: string, more: object = {}) =>
    hosts.server.owner.post(`/pipelines/${pipeline}/commits`, { text: changed, ...more }, { "if-match": ifMatch });
  const revert = (ifMatch: string, body: object) =>
    hosts.server.owner.post(`/pipelines/${pipeline}/reverts`, body, { "if-match": ifMatch });
  const stands = (branch = main) => fileAt(tree, tree.branches.get(branch), "headrace.yml");

  test("is read and committed there, and taken back", async () => {
    const before = await read();
    expect(before).toMatchObject({ text, branch: main, committable: true, commit: tree.branches.get(main) });
    const saved = await save(before.digest, { message: "Test twice" });
    expect(saved).toMatchObject({ status: 201, body: { before: before.commit, commit: tree.branches.get(main) } });
    expect(stands()).toBe(changed);
    expect(tree.messages.at(-1)).toBe("Test twice\n\nAsked for by Person 1 in Headrace.");
    const back = await revert(saved.body.digest, { to: saved.body.before });
    expect(back).toMatchObject({ status: 201, body: { text, digest: before.digest } });
    expect(stands()).toBe(text);
  });

  test("is proposed by a pull request, and so is what takes it back", async () => {
    const before = await read();
    const { status, body } = await save(before.digest, { message: "Test twice", pullRequest: {} });
    expect([status, body.pullRequest]).toEqual([201, { id: "1", url: expect.stringMatching(/^https:.*1$/) }]);
    expect([stands(), stands(body.branch)]).toEqual([text, changed]);
    const pull = { from: body.branch, to: main, title: "Test twice", description: "" };
    expect(tree.pulls).toEqual([pull]);
    commitTo(tree, main, { path: "headrace.yml", text: changed });
    const more = { title: "Test once", description: "It was slow." };
    const back = await revert(body.digest, { to: body.before, pullRequest: more });
    expect(stands(back.body.branch)).toBe(text);
    expect(tree.pulls[1]).toEqual({ from: back.body.branch, to: main, ...more });
  });

  test("that has errors, or was changed by somebody else, is not written", async () => {
    const { digest, commit } = await read();
    const wrong = await save(digest, { text: "name: shop\nstages: { test: { steps: 7 } }\n" });
    expect(wrong).toMatchObject({ status: 422, body: { code: "invalid-definition" } });
    expect(tree.branches.get(main)).toBe(commit);
    commitTo(tree, main, { path: "headrace.yml", text: "name: theirs\n" });
    const late = await save(digest);
    expect(late).toMatchObject({ status: 409, body: { code: "version-conflict", currentText: "name: theirs\n" } });
    expect(await revert(digest, { to: commit })).toMatchObject({ status: 409 });
    expect(stands()).toBe("name: theirs\n");
  });

  test("that was made is removed when that is taken back, and all of it is in the audit log", async () => {
    await hosts.server.owner.patch(`/pipelines/${pipeline}`, { path: "ci/new.yml" });
    const none = await read();
    expect(none).toMatchObject({ digest: "", committable: true });
    const made = await save("");
    expect(fileAt(tree, tree.branches.get(main), "ci/new.yml")).toBe(changed);
    const back = await revert(made.body.digest, { to: made.body.before });
    expect(back).toMatchObject({ status: 201, body: { digest: "" } });
    expect(fileAt(tree, tree.branches.get(main), "ci/new.yml")).toBeUndefined();
    const { body } = await hosts.server.owner.get(`/audit?target=${pipeline}&limit=50`);
    const did = JSON.stringify(body.items.map(({ operation }: { operation: string }) => operation));
    expect(did).toContain("pipelines.commit");
    expect(did).toContain("pipelines.revert");
  });
});
