import { z } from "zod";
import { commitId, isNoCommit, parsePayload, refName, refOf, shortCommitId } from "./payload.ts";
import { checkTime, hmacOf, isSame, wrongSecret } from "./signatures.ts";
import { nothing, type ReadDelivery, together, type WebhookKind } from "./webhook-kind.ts";

const push = z.strictObject({
  updates: z
    .array(z.strictObject({ ref: z.string(), before: commitId, after: commitId }))
    .min(1)
    .max(1000),
});

const pullRequest = z.strictObject({
  action: z.enum(["opened", "updated"]),
  number: z.union([z.number().int(), z.string().min(1).max(100)]),
  branch: refName,
  targetBranch: refName,
  commit: shortCommitId,
  fork: z.boolean(),
});

/**
 * Our own, for hooks of git and for programs. `X-Headrace-Signature: t=<seconds>,v1=<hexadecimal>` is an HMAC with
 * SHA-256 over the time, the delivery's id and the body, joined by dots.
 */
export const generic: WebhookKind = {
  signatureHeaders: ["x-headrace-signature"],
  check({ headers, body, secret, now }) {
    const { "x-headrace-signature": signature, "x-headrace-delivery": id } = headers;
    if (signature === undefined || id === undefined) return { ok: false, why: "the delivery is not signed" };
    const [, time = "", digest = ""] = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(signature) ?? [];
    if (digest === "") return { ok: false, why: "the signature is not of the form t=…,v1=…" };
    const onTime = checkTime(time, now);
    if (!onTime.ok) return onTime;
    return isSame(Buffer.from(digest, "hex"), hmacOf(secret, [time, id, body])) ? { ok: true } : wrongSecret;
  },
  deliveryId: (headers) => headers["x-headrace-delivery"],
  eventName: (headers) => headers["x-headrace-event"],
  signsBodyAlone: false,
  read(eventName, payload) {
    switch (eventName) {
      case "ping":
        return nothing("a test call: the webhook works");
      case "push":
        return together(parsePayload(push, payload).updates.map(readUpdate));
      case "pull_request": {
        const { fork, number, ...facts } = parsePayload(pullRequest, payload);
        return {
          events: [{ kind: "pullRequest", ...facts, number: String(number), from: fork ? "fork" : "own" }],
          ignored: [],
        };
      }
      default:
        return nothing(`nothing is started by the event "${eventName}"`);
    }
  },
  ping: { eventName: "ping", payload: {} },
};

type Update = z.output<typeof push>["updates"][number];

function readUpdate({ ref, before, after }: Update): ReadDelivery {
  const name = refOf(ref);
  if (name === undefined) return nothing(`${ref} is neither a branch nor a tag`);
  if (isNoCommit(after)) return nothing(`the ${name.kind} ${name.name} was deleted`);
  // Of an annotated tag `after` is the tag itself.
  if (name.kind === "tag") return { events: [{ kind: "tag", tag: name.name }], ignored: [] };
  return {
    events: [{ kind: "push", branch: name.name, commit: after, ...(isNoCommit(before) ? {} : { before }) }],
    ignored: [],
  };
}
