import { expect, it } from "vitest";
import { shareGitHub } from "../support/share-github.ts";

const at = shareGitHub();
const name = { owner: "acme", name: "shop" };

it("switches Actions of a repository on and off", async () => {
  expect(await at.github.ci.isEnabled(name)).toBe(true);
  await at.github.ci.switch(name, false);
  expect(at.repository.machines.permissions.enabled).toBe(false);
  expect(await at.github.ci.isEnabled(name)).toBe(false);
});

it("leaves which actions a repository may use as it is when they are switched", async () => {
  const narrow = { allowed_actions: "selected", sha_pinning_required: true } as const;
  at.repository.machines.permissions = { enabled: true, ...narrow };
  for (const enabled of [false, true]) {
    await at.github.ci.switch(name, enabled);
    expect(at.repository.machines.permissions).toEqual({ enabled, ...narrow });
  }
});

it("lists a repository's own runners, sets their labels and removes them", async () => {
  const level = { kind: "repository", repository: name } as const;
  at.repository.machines.runners.push(
    { id: 5, name: "mac", os: "macos", status: "online", busy: true, labels: [{ name: "arm" }], version: "2.323.0" },
    { id: 6, name: "old", os: "linux", status: "melted", busy: false, labels: [] },
  );
  const [mac, old] = await at.github.runners.list(level);
  expect(mac).toEqual({
    id: "5",
    name: "mac",
    state: "online",
    word: "online",
    labels: ["arm"],
    isBusy: true,
    version: "2.323.0",
  });
  expect(old).toMatchObject({ state: "unknown", word: "melted" });
  expect(await at.github.runners.update(level, "5", { labels: ["gpu"] })).toMatchObject({ labels: ["gpu"] });
  await expect(at.github.runners.update(level, "5", { name: "other" })).rejects.toMatchObject({
    code: "invalid-argument",
  });
  await at.github.runners.remove(level, "6");
  expect(at.repository.machines.runners).toMatchObject([{ id: 5 }]);
  await expect(at.github.runners.list({ kind: "owner", owner: "acme" })).rejects.toMatchObject({
    code: "invalid-argument",
  });
});

it("changes a webhook of a repository or an organization in its place", async () => {
  const { webhooks } = at.github;
  const webhook = { url: "https://headrace.example.org/hooks/1", secret: "s".repeat(43), name: "Headrace" };
  const wanted = { ...webhook, secret: "t".repeat(43) };
  const made = await webhooks.create(name, webhook);
  expect(await webhooks.replace(name, made.id, wanted)).toEqual(made);
  expect(at.repository.hooks).toMatchObject([{ id: 1, body: { config: { secret: wanted.secret } } }]);
  const ofAll = await webhooks.ofOwner?.create("acme", webhook);
  expect(await webhooks.ofOwner?.replace("acme", ofAll?.id ?? "", wanted)).toEqual(ofAll);
  expect(at.double.world.hooks.get("acme")?.at(-1)).toMatchObject({ body: { config: { secret: wanted.secret } } });
});
