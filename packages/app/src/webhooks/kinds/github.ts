import { z } from "zod";
import { commitId, isNoCommit, parsePayload, refName, refOf } from "./payload.ts";
import { checkBodySignature } from "./signatures.ts";
import { nothing, type ReadDelivery, type WebhookKind } from "./webhook-kind.ts";

const push = z.object({
  ref: z.string(),
  before: commitId,
  after: commitId,
  deleted: z.boolean().default(false),
  head_commit: z.object({ id: commitId }).nullish(),
});

const repository = z.object({ id: z.number() });
const withRepository = z.object({ repository });
const pullRequest = z.object({
  action: z.string(),
  number: z.number().int(),
  pull_request: z.object({
    head: z.object({ ref: refName, sha: commitId, repo: repository.nullish() }),
    base: z.object({ ref: refName, repo: repository }),
  }),
});

/** GitHub, and what sends as it does (Gitea, Forgejo). */
export const github: WebhookKind = {
  signatureHeaders: ["x-hub-signature-256"],
  check: ({ headers, body, secret }) => checkBodySignature(headers["x-hub-signature-256"], body, secret),
  deliveryId: (headers) => headers["x-github-delivery"],
  eventName: (headers) => headers["x-github-event"],
  // Each holds the times at which the repository or the pull request was changed last.
  signsBodyAlone: true,
  read(eventName, payload) {
    switch (eventName) {
      case "ping":
        return nothing("a test call: the webhook works");
      case "push":
        return readPush(parsePayload(push, payload));
      case "pull_request":
        return readPullRequest(parsePayload(pullRequest, payload));
      default:
        return nothing(`nothing is started by the event "${eventName}"`);
    }
  },
  repositoryId: (payload) => {
    const told = withRepository.safeParse(payload).data?.repository.id;
    return told === undefined ? undefined : String(told);
  },
  ping: { eventName: "ping", payload: { zen: "A test call of Headrace.", hook_id: 0 } },
};

function readPush({ ref, before, after, deleted, head_commit }: z.output<typeof push>): ReadDelivery {
  const name = refOf(ref);
  if (name === undefined) return nothing(`${ref} is neither a branch nor a tag`);
  if (deleted || isNoCommit(after)) return nothing(`the ${name.kind} ${name.name} was deleted`);
  // Of an annotated tag `after` is the tag itself.
  if (name.kind === "tag") {
    return {
      events: [{ kind: "tag", tag: name.name, ...(head_commit ? { commit: head_commit.id } : {}) }],
      ignored: [],
    };
  }
  return {
    events: [{ kind: "push", branch: name.name, commit: after, ...(isNoCommit(before) ? {} : { before }) }],
    ignored: [],
  };
}

function readPullRequest({ action, number, pull_request: { head, base } }: z.output<typeof pullRequest>): ReadDelivery {
  const done = actions.get(action);
  if (done === undefined) return nothing(`pull request ${number}: nothing is started when it is ${action}`);
  return {
    events: [
      {
        kind: "pullRequest",
        action: done,
        number: String(number),
        branch: head.ref,
        targetBranch: base.ref,
        commit: head.sha,
        // The copy that it came from may be gone.
        from: head.repo?.id === base.repo.id ? "own" : "fork",
      },
    ],
    ignored: [],
  };
}

const actions: ReadonlyMap<string, "opened" | "updated"> = new Map([
  ["opened", "opened"],
  ["reopened", "opened"],
  ["synchronize", "updated"],
]);
