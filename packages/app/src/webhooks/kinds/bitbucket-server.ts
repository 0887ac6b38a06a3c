import { z } from "zod";
import { commitId, isNoCommit, parsePayload, refOf } from "./payload.ts";
import { checkBodySignature } from "./signatures.ts";
import { nothing, type ReadDelivery, together, type WebhookKind } from "./webhook-kind.ts";

const push = z.object({
  changes: z
    .array(z.object({ ref: z.object({ id: z.string() }), fromHash: commitId, toHash: commitId, type: z.string() }))
    .max(1000),
});

const end = z.object({
  id: z.string(),
  latestCommit: commitId,
  repository: z.object({ id: z.number(), slug: z.string(), project: z.object({ key: z.string() }) }),
});
const pullRequest = z.object({ pullRequest: z.object({ id: z.number().int(), fromRef: end, toRef: end }) });

const actions: ReadonlyMap<string, "opened" | "updated"> = new Map([
  ["pr:opened", "opened"],
  ["pr:reopened", "opened"],
  ["pr:from_ref_updated", "updated"],
]);

/** Bitbucket Data Center. */
export const bitbucketServer: WebhookKind = {
  signatureHeaders: ["x-hub-signature"],
  check: ({ headers, body, secret }) => checkBodySignature(headers["x-hub-signature"], body, secret),
  deliveryId: (headers) => headers["x-request-id"],
  eventName: (headers) => headers["x-event-key"],
  // Each holds its date.
  signsBodyAlone: true,
  read(eventName, payload) {
    if (eventName === "diagnostics:ping") return nothing("a test call: the webhook works");
    if (eventName === "repo:refs_changed") return together(parsePayload(push, payload).changes.map(readChange));
    const action = actions.get(eventName);
    if (action === undefined) return nothing(`nothing is started by the event "${eventName}"`);
    const { id, fromRef, toRef } = parsePayload(pullRequest, payload).pullRequest;
    const [branch, targetBranch] = [refOf(fromRef.id), refOf(toRef.id)];
    if (branch === undefined || targetBranch === undefined) return nothing(`pull request ${id} is not of branches`);
    const { repository } = fromRef;
    const isOwn = repository.id === toRef.repository.id;
    return {
      events: [
        {
          kind: "pullRequest",
          action,
          number: String(id),
          branch: branch.name,
          targetBranch: targetBranch.name,
          commit: fromRef.latestCommit,
          from: isOwn ? "own" : "fork",
          // A page of a pull request shows the builds that its source repository knows.
          ...(isOwn ? {} : { toldIn: { owner: repository.project.key, name: repository.slug } }),
        },
      ],
      ignored: [],
    };
  },
  ping: { eventName: "diagnostics:ping", payload: { test: true } },
};

function readChange({ ref, fromHash, toHash, type }: z.output<typeof push>["changes"][number]): ReadDelivery {
  const name = refOf(ref.id);
  if (name === undefined) return nothing(`${ref.id} is neither a branch nor a tag`);
  if (type === "DELETE" || isNoCommit(toHash)) return nothing(`the ${name.kind} ${name.name} was deleted`);
  // What `toHash` of an annotated tag is, is not said; the name leads to its commit.
  if (name.kind === "tag") return { events: [{ kind: "tag", tag: name.name }], ignored: [] };
  return {
    events: [
      { kind: "push", branch: name.name, commit: toHash, ...(isNoCommit(fromHash) ? {} : { before: fromHash }) },
    ],
    ignored: [],
  };
}
