import { expect, test } from "vitest";
import { endOf } from "./executions.ts";
import { githubPush } from "./support/send-delivery.ts";
import { shareHookedShop } from "./support/share-hooked-shop.ts";

const shop = shareHookedShop();

test("a push starts the active pipeline, at its commit, as the webhook's doing", async () => {
  const hook = await shop.webhook("github");
  const sent = await shop.send(hook, { event: "push", payload: githubPush("main", shop.first, shop.second) });
  expect(sent).toMatchObject({ status: 202, body: { state: "received", repeated: false } });
  const delivery = await shop.workedOn(sent.body.delivery);
  expect(delivery).toMatchObject({
    state: "done",
    event: "push",
    attempts: 1,
    result: {
      events: [
        {
          event: "push to main",
          commit: shop.second,
          pipelines: [{ pipelineId: shop.pipelineId, outcome: "started" }],
        },
      ],
    },
  });
  const { executionId } = delivery.result.events[0].pipelines[0];
  const execution = await endOf(shop.server.owner, executionId);
  expect(execution).toMatchObject({ outcome: "success", commit: shop.second, branch: "main", event: "push" });
});

test("every pipeline that did not start says why", async () => {
  const hook = await shop.webhook("github");
  const other = await shop.activate("other", "nightly");
  await shop.tree.git("checkout", "-qb", "feature/docs");
  const docs = await shop.tree.commit({ "docs/a.md": "a\n" });
  const skipped = await shop.tree.commit({ "data.txt": "three\n" }, "Tidy up [Skip CI]");
  await shop.tree.git("checkout", "-q", "main");
  const why = async (branch: string, before: string, after: string): Promise<readonly unknown[]> => {
    const sent = await shop.send(hook, { event: "push", payload: githubPush(branch, before, after) });
    const { state, result } = await shop.workedOn(sent.body.delivery);
    expect(state).toBe("ignored");
    return result.events[0].pipelines.map(({ outcome, reason }: Record<string, unknown>) => `${outcome}: ${reason}`);
  };
  expect(await why("feature/docs", shop.second, docs)).toEqual(
    Array(2).fill('not-started: The branch "feature/docs" is none of: main, release/**.'),
  );
  expect(await why("main", shop.second, docs)).toEqual(Array(2).fill("not-started: Only ignored files have changed."));
  expect(await why("main", docs, skipped)).toEqual(Array(2).fill("not-started: The commit's message says [skip ci]."));
  await shop.server.owner.post(`/pipelines/${other}/deactivate`, {});
  const sent = await shop.send(hook, { event: "push", payload: githubPush("main", shop.second, skipped) });
  expect((await shop.workedOn(sent.body.delivery)).result.events[0].pipelines).toHaveLength(1);
});

test("what an event would start is told without starting it", async () => {
  const count = await shop.executions();
  const ask = async (event: Readonly<Record<string, unknown>>) =>
    (await shop.server.owner.post(`/repositories/${shop.repositoryId}/evaluate-triggers`, event)).body;
  const [wanted] = (await ask({ event: "push", branch: "main", commit: shop.second, before: shop.first })).pipelines;
  expect(wanted).toEqual({
    pipelineId: shop.pipelineId,
    name: "shop",
    starts: true,
    reason: 'The push to "main" matches.',
  });
  const [unwanted] = (await ask({ event: "pull_request", branch: "main", targetBranch: "next" })).pipelines;
  expect(unwanted).toMatchObject({ starts: false, reason: 'The target branch "next" is none of: main.' });
  expect(await ask({ event: "tag" })).toMatchObject({ code: "invalid-input", faults: [{ path: "tag" }] });
  expect(await ask({ event: "push", branch: "nowhere" })).toMatchObject({ status: 400 });
  expect(await shop.executions()).toBe(count);
});

test("a tag starts what wants tags; a deleted branch and a test call start nothing", async () => {
  const hook = await shop.webhook("generic");
  await shop.tree.git("tag", "-a", "v1.0.0", "-m", "One", shop.second);
  const zero = "0".repeat(40);
  const tagObject = await shop.tree.git("rev-parse", "v1.0.0");
  const updates = [
    { ref: "refs/tags/v1.0.0", before: zero, after: tagObject },
    { ref: "refs/heads/old", before: shop.second, after: zero },
  ];
  const sent = await shop.send(hook, { event: "push", payload: { updates } });
  const { result } = await shop.workedOn(sent.body.delivery);
  expect(result).toMatchObject({
    events: [{ event: "tag v1.0.0", commit: shop.second, pipelines: [{ outcome: "started" }] }],
    ignored: ["the branch old was deleted"],
  });
  const execution = await endOf(shop.server.owner, result.events[0].pipelines[0].executionId);
  expect(execution).toMatchObject({ outcome: "success", event: "tag", commit: shop.second });
  const tested = await shop.server.owner.post(`/webhooks/${hook.id}/test`, {});
  expect(tested).toMatchObject({ status: 202, body: { event: "ping", state: "received" } });
  expect(await shop.workedOn(tested.body.id)).toMatchObject({
    state: "ignored",
    result: { ignored: ["a test call: the webhook works"] },
  });
});

test("a pull request runs as what it is, and one that was only retitled does not run again", async () => {
  const hook = await shop.webhook("bitbucket");
  await shop.tree.git("checkout", "-qb", "feature/basket", shop.second);
  const commit = await shop.tree.commit({ "data.txt": "basket\n" }, "Put a basket in");
  await shop.tree.git("checkout", "-q", "main");
  const payload = (event: string, repository: string) => ({
    pullrequest: {
      id: 42,
      title: `Put a basket in, ${event}`,
      source: {
        branch: { name: "feature/basket" },
        commit: { hash: commit.slice(0, 12) },
        repository: { uuid: repository },
      },
      destination: {
        branch: { name: "main" },
        commit: { hash: shop.second.slice(0, 12) },
        repository: { uuid: "{own}" },
      },
    },
  });
  const deliver = async (event: string, repository: string) => {
    const sent = await shop.send(hook, { event, payload: payload(event, repository) });
    return (await shop.workedOn(sent.body.delivery)).result.events[0].pipelines[0];
  };
  const trustOf = async (executionId: string) =>
    await shop.server.app.tables
      .selectFrom("execution_links")
      .select(["trust", "trigger_kind"])
      .where("execution_id", "=", executionId)
      .executeTakeFirstOrThrow();
  const opened = await deliver("pullrequest:created", "{own}");
  expect(opened).toMatchObject({ outcome: "started" });
  expect(await trustOf(opened.executionId)).toEqual({ trust: "pullRequest", trigger_kind: "pull_request" });
  expect(await endOf(shop.server.owner, opened.executionId)).toMatchObject({ outcome: "success", commit });
  expect(await deliver("pullrequest:updated", "{own}")).toMatchObject({
    outcome: "not-started",
    reason: `Execution ${opened.executionId} was for the same commit of it already.`,
  });
  const fork = await deliver("pullrequest:created", "{stranger}");
  expect(await trustOf(fork.executionId)).toEqual({ trust: "fork", trigger_kind: "pull_request" });
});

test("nobody of another organization reads, changes or sends again what is not theirs", async () => {
  const hook = await shop.webhook("generic");
  const sent = await shop.send(hook, { event: "ping", payload: {} });
  const outsider = await shop.server.outsider();
  for (const path of [`/webhooks/${hook.id}`, `/webhooks/${hook.id}/deliveries`, `/deliveries/${sent.body.delivery}`]) {
    expect(await outsider.get(path)).toMatchObject({ status: 404 });
  }
  expect(await outsider.post(`/deliveries/${sent.body.delivery}/redeliver`, {})).toMatchObject({ status: 404 });
  expect(await outsider.delete(`/webhooks/${hook.id}`)).toMatchObject({ status: 404 });
});

test("all of an organization are listed and searched, without those of repositories where a person may not see them", async () => {
  const hook = await shop.webhook("gitlab");
  const developer = await shop.server.client({ role: "developer" });
  const listed = async (query: string): Promise<readonly string[]> =>
    (await developer.get(`/webhooks?limit=200&${query}`)).body.items.map(({ id }: { readonly id: string }) => id);
  expect(await listed("search=SHOP")).toContain(hook.id);
  expect(await listed(`repository=${shop.repositoryId}&search=gitlab`)).toContain(hook.id);
  expect(await listed("search=bitbucket-server")).not.toContain(hook.id);
  await shop.server.owner.put("/role-limits", {
    user: developer.userId,
    scope: "repository",
    scopeId: shop.repositoryId,
    role: "viewer",
  });
  expect(await listed("search=shop")).toEqual([]);
  expect((await (await shop.server.client({ role: "viewer" })).get("/webhooks")).status).toBe(403);
});
