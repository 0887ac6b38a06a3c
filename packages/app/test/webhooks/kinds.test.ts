import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { RepositoryEvent } from "../../src/triggers/repository-event.ts";
import { kindOf, type WebhookKindName } from "../../src/webhooks/kinds/index.ts";

const before = "3f786850e387550fdab836ed7e6dc881de23001b";
const pushed = "89e6c98d92887913cadf06b2adb97f26cde4849b";
const basket = "2b66fd261ee5c6cfc8de7fa466bab600bcfe4f69";

const push: RepositoryEvent = { kind: "push", branch: "main", commit: pushed, before };
const forced: RepositoryEvent = { kind: "push", branch: "feature/basket", commit: pushed, before: basket };
const tag: RepositoryEvent = { kind: "tag", tag: "v1.4.0", commit: pushed };
const tagByName: RepositoryEvent = { kind: "tag", tag: "v1.4.0" };
const opened: RepositoryEvent = {
  kind: "pullRequest",
  action: "opened",
  number: "42",
  branch: "feature/basket",
  targetBranch: "main",
  commit: basket,
  from: "own",
};
const updated: RepositoryEvent = { ...opened, action: "updated" };
const fork: RepositoryEvent = { ...opened, from: "fork" };
const toldInFork: RepositoryEvent = { ...opened, from: "fork", toldIn: { owner: "~mallory", name: "web-app" } };
const deleted = "the branch feature/basket was deleted";

/** Bitbucket Cloud shortens the commits of pull requests. */
function shortened(event: typeof opened): RepositoryEvent {
  return { ...event, commit: basket.slice(0, 12) };
}

interface Case {
  readonly kind: WebhookKindName;
  readonly fixture: string;
  readonly event: string;
  readonly events?: readonly RepositoryEvent[];
  readonly ignored?: readonly string[];
}

const cases: readonly Case[] = [
  { kind: "github", fixture: "push", event: "push", events: [push] },
  {
    kind: "github",
    fixture: "push-new-branch",
    event: "push",
    events: [{ kind: "push", branch: "größe/列", commit: pushed }],
  },
  { kind: "github", fixture: "force-push", event: "push", events: [forced] },
  { kind: "github", fixture: "tag", event: "push", events: [tag] },
  { kind: "github", fixture: "branch-delete", event: "push", ignored: [deleted] },
  { kind: "github", fixture: "ping", event: "ping", ignored: ["a test call: the webhook works"] },
  { kind: "github", fixture: "pull-request-opened", event: "pull_request", events: [opened] },
  { kind: "github", fixture: "pull-request-updated", event: "pull_request", events: [updated] },
  { kind: "github", fixture: "pull-request-from-fork", event: "pull_request", events: [fork] },
  {
    kind: "github",
    fixture: "pull-request-from-deleted-fork",
    event: "pull_request",
    events: [{ ...updated, from: "fork" }],
  },
  {
    kind: "github",
    fixture: "pull-request-closed",
    event: "pull_request",
    ignored: ["pull request 42: nothing is started when it is closed"],
  },
  { kind: "github", fixture: "push", event: "star", ignored: ['nothing is started by the event "star"'] },
  { kind: "gitlab", fixture: "push", event: "Push Hook", events: [push] },
  { kind: "gitlab", fixture: "force-push", event: "Push Hook", events: [forced] },
  { kind: "gitlab", fixture: "tag", event: "Tag Push Hook", events: [tag] },
  { kind: "gitlab", fixture: "branch-delete", event: "Push Hook", ignored: [deleted] },
  { kind: "gitlab", fixture: "pull-request-opened", event: "Merge Request Hook", events: [opened] },
  { kind: "gitlab", fixture: "pull-request-updated", event: "Merge Request Hook", events: [updated] },
  { kind: "gitlab", fixture: "pull-request-from-fork", event: "Merge Request Hook", events: [fork] },
  {
    kind: "gitlab",
    fixture: "pull-request-retitled",
    event: "Merge Request Hook",
    ignored: ["merge request 42: it was changed, but has no new commits"],
  },
  { kind: "bitbucket", fixture: "push", event: "repo:push", events: [push] },
  { kind: "bitbucket", fixture: "force-push", event: "repo:push", events: [forced] },
  { kind: "bitbucket", fixture: "tag", event: "repo:push", events: [tag] },
  { kind: "bitbucket", fixture: "branch-delete", event: "repo:push", ignored: [deleted] },
  { kind: "bitbucket", fixture: "push-of-several", event: "repo:push", events: [push, tag], ignored: [deleted] },
  { kind: "bitbucket", fixture: "pull-request-opened", event: "pullrequest:created", events: [shortened(opened)] },
  { kind: "bitbucket", fixture: "pull-request-updated", event: "pullrequest:updated", events: [shortened(updated)] },
  { kind: "bitbucket", fixture: "pull-request-from-fork", event: "pullrequest:created", events: [shortened(fork)] },
  {
    kind: "bitbucket",
    fixture: "pull-request-from-deleted-fork",
    event: "pullrequest:created",
    events: [shortened(fork)],
  },
  { kind: "bitbucket-server", fixture: "push", event: "repo:refs_changed", events: [push] },
  { kind: "bitbucket-server", fixture: "force-push", event: "repo:refs_changed", events: [forced] },
  { kind: "bitbucket-server", fixture: "tag", event: "repo:refs_changed", events: [tagByName] },
  { kind: "bitbucket-server", fixture: "branch-delete", event: "repo:refs_changed", ignored: [deleted] },
  { kind: "bitbucket-server", fixture: "pull-request-opened", event: "pr:opened", events: [opened] },
  { kind: "bitbucket-server", fixture: "pull-request-updated", event: "pr:from_ref_updated", events: [updated] },
  { kind: "bitbucket-server", fixture: "pull-request-from-fork", event: "pr:opened", events: [toldInFork] },
  {
    kind: "bitbucket-server",
    fixture: "ping",
    event: "diagnostics:ping",
    ignored: ["a test call: the webhook works"],
  },
  { kind: "generic", fixture: "push", event: "push", events: [push] },
  {
    kind: "generic",
    fixture: "push-of-several",
    event: "push",
    events: [push, tagByName],
    ignored: [deleted, "refs/notes/commits is neither a branch nor a tag"],
  },
  { kind: "generic", fixture: "pull-request-opened", event: "pull_request", events: [opened] },
  { kind: "generic", fixture: "pull-request-from-fork", event: "pull_request", events: [fork] },
];

function fixture(kind: WebhookKindName, name: string): unknown {
  return JSON.parse(readFileSync(join(import.meta.dirname, "fixtures", kind, `${name}.json`), "utf8"));
}

test.each(cases)("$kind: $fixture as $event", ({ kind, fixture: name, event, events = [], ignored = [] }) => {
  expect(kindOf[kind].read(event, fixture(kind, name))).toEqual({ events, ignored });
});

describe("what a sender would not send is refused with its place", () => {
  const refused: readonly (readonly [WebhookKindName, string, unknown])[] = [
    ["github", "push", null],
    ["github", "push", []],
    ["github", "push", { ref: "refs/heads/main", before, after: "HEAD" }],
    ["github", "push", { ref: "refs/heads/--upload-pack=x", before, after: pushed }],
    ["github", "push", { ref: "refs/heads/a\nb", before, after: pushed }],
    ["github", "push", { ref: "refs/heads/../../x", before, after: pushed }],
    ["github", "pull_request", JSON.parse('{"__proto__":{"action":"opened"}}')],
    ["gitlab", "Push Hook", { ref: "refs/heads/main" }],
    ["bitbucket", "repo:push", { push: { changes: "all" } }],
    ["bitbucket-server", "repo:refs_changed", { changes: [{}] }],
    ["generic", "push", { updates: [] }],
    ["generic", "push", { updates: [{ ref: "refs/heads/main", before, after: pushed }], repository: "other" }],
  ];
  test.each(refused)("%s %s %j", (kind, event, payload) => {
    expect(() => kindOf[kind].read(event, payload)).toThrow(expect.objectContaining({ code: "invalid-input" }));
  });
});
