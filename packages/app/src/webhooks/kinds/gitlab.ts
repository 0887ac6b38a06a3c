import { z } from "zod";
import { commitId, isNoCommit, parsePayload, refName, refOf } from "./payload.ts";
import { checkTime, checkToken, hmacOf, isSame, wrongSecret } from "./signatures.ts";
import {
  nothing,
  type ReadDelivery,
  type SignatureCheck,
  type SignedDelivery,
  type WebhookKind,
} from "./webhook-kind.ts";

const push = z.object({ ref: z.string(), before: commitId, after: commitId, checkout_sha: commitId.nullish() });

const mergeRequest = z.object({
  object_attributes: z.object({
    iid: z.number().int(),
    action: z.string().optional(),
    /** There when commits were pushed to it. */
    oldrev: commitId.nullish(),
    source_branch: refName,
    target_branch: refName,
    source_project_id: z.number().nullish(),
    target_project_id: z.number(),
    last_commit: z.object({ id: commitId }),
  }),
});

/**
 * GitLab: the secret as a token, or where a signing token is set a signature over id, time and body by the Standard
 * Webhooks specification. One secret serves both: `whsec_` and base64.
 */
export const gitlab: WebhookKind = {
  signatureHeaders: ["x-gitlab-token", "webhook-signature"],
  check: (delivery) =>
    // A wrong signature is not made good by a token.
    delivery.headers["webhook-signature"] === undefined
      ? checkToken(delivery.headers["x-gitlab-token"], delivery.secret)
      : checkSignature(delivery),
  deliveryId: (headers) => headers["webhook-id"] ?? headers["idempotency-key"],
  eventName: (headers) => headers["x-gitlab-event"],
  signsBodyAlone: false,
  read(eventName, payload) {
    switch (eventName) {
      case "Push Hook":
      case "Tag Push Hook":
        return readPush(parsePayload(push, payload));
      case "Merge Request Hook":
        return readMergeRequest(parsePayload(mergeRequest, payload).object_attributes);
      default:
        return nothing(`nothing is started by the event "${eventName}"`);
    }
  },
  ping: { eventName: "Headrace Test", payload: { object_kind: "headrace_test" } },
};

function checkSignature({ headers, body, secret, now }: SignedDelivery): SignatureCheck {
  const { "webhook-id": id, "webhook-timestamp": time, "webhook-signature": signatures = "" } = headers;
  if (id === undefined || time === undefined) return { ok: false, why: "the signature lacks its id or time" };
  const onTime = checkTime(time, now);
  if (!onTime.ok) return onTime;
  const key = secret.startsWith("whsec_") ? Buffer.from(secret.slice("whsec_".length), "base64") : secret;
  const expected = hmacOf(key, [id, time, body]);
  // More than one while the sender changes its secret.
  const isSigned = signatures
    .split(" ", 10)
    .some((each) => each.startsWith("v1,") && isSame(Buffer.from(each.slice("v1,".length), "base64"), expected));
  return isSigned ? { ok: true } : wrongSecret;
}

function readPush({ ref, before, after, checkout_sha }: z.output<typeof push>): ReadDelivery {
  const name = refOf(ref);
  if (name === undefined) return nothing(`${ref} is neither a branch nor a tag`);
  if (isNoCommit(after)) return nothing(`the ${name.kind} ${name.name} was deleted`);
  // Of an annotated tag `after` is the tag itself.
  if (name.kind === "tag") {
    return {
      events: [{ kind: "tag", tag: name.name, ...(checkout_sha ? { commit: checkout_sha } : {}) }],
      ignored: [],
    };
  }
  return {
    events: [{ kind: "push", branch: name.name, commit: after, ...(isNoCommit(before) ? {} : { before }) }],
    ignored: [],
  };
}

function readMergeRequest(facts: z.output<typeof mergeRequest>["object_attributes"]): ReadDelivery {
  const { iid, action = "", oldrev } = facts;
  const isOpened = action === "open" || action === "reopen";
  if (!isOpened && action !== "update") return nothing(`merge request ${iid}: nothing is started by "${action}"`);
  if (!isOpened && !oldrev) return nothing(`merge request ${iid}: it was changed, but has no new commits`);
  return {
    events: [
      {
        kind: "pullRequest",
        action: isOpened ? "opened" : "updated",
        number: String(iid),
        branch: facts.source_branch,
        targetBranch: facts.target_branch,
        commit: facts.last_commit.id,
        from: facts.source_project_id === facts.target_project_id ? "own" : "fork",
      },
    ],
    ignored: [],
  };
}
