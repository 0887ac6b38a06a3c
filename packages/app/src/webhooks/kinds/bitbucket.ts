import { z } from "zod";
import { endedPartsOf, repositoryOfSpans } from "./bitbucket-spans.ts";
import { commitId, parsePayload, refName, shortCommitId } from "./payload.ts";
import { checkBodySignature } from "./signatures.ts";
import { nothing, type ReadDelivery, together, type WebhookKind } from "./webhook-kind.ts";

const side = z.object({
  type: z.string(),
  name: refName,
  target: z.object({ hash: commitId }).nullish(),
});
const push = z.object({
  push: z.object({ changes: z.array(z.object({ old: side.nullish(), new: side.nullish() })).max(1000) }),
});

const end = z.object({
  branch: z.object({ name: refName }),
  commit: z.object({ hash: shortCommitId }).nullish(),
  repository: z.object({ uuid: z.string() }).nullish(),
});
const pullRequest = z.object({
  pullrequest: z.object({ id: z.number().int(), source: end, destination: end }),
});

const withRepository = z.object({ repository: z.object({ uuid: z.string() }) });

const actions: ReadonlyMap<string, "opened" | "updated"> = new Map([
  ["pullrequest:created", "opened"],
  ["pullrequest:updated", "updated"],
  ["pullrequest:push", "updated"],
]);

/** Bitbucket Cloud. A pull request that was changed in words only is told apart by its commit, when pipelines are chosen. */
export const bitbucket: WebhookKind = {
  signatureHeaders: ["x-hub-signature"],
  check: ({ headers, body, secret }) => checkBodySignature(headers["x-hub-signature"], body, secret),
  deliveryId: (headers) => headers["x-request-uuid"],
  eventName: (headers) => headers["x-event-key"],
  signsBodyAlone: true,
  read(eventName, payload) {
    if (eventName === "repo:push") {
      const { changes } = parsePayload(push, payload).push;
      return changes.length === 0 ? nothing("the push changed nothing") : together(changes.map(readChange));
    }
    const action = actions.get(eventName);
    if (action === undefined) return nothing(`nothing is started by the event "${eventName}"`);
    const { id, source, destination } = parsePayload(pullRequest, payload).pullrequest;
    if (!source.commit) return nothing(`pull request ${id}: its branch has no commit`);
    return {
      events: [
        {
          kind: "pullRequest",
          action,
          number: String(id),
          branch: source.branch.name,
          targetBranch: destination.branch.name,
          commit: source.commit.hash,
          // The copy that it came from may be gone.
          from: source.repository && source.repository.uuid === destination.repository?.uuid ? "own" : "fork",
        },
      ],
      ignored: [],
    };
  },
  repositoryId: (payload) => withRepository.safeParse(payload).data?.repository.uuid ?? repositoryOfSpans(payload),
  endedParts: (eventName, payload) => (eventName === "pipeline:span_created" ? endedPartsOf(payload) : []),
  ping: { eventName: "headrace:test", payload: {} },
};

type Change = z.output<typeof push>["push"]["changes"][number];

function readChange({ old, new: now }: Change): ReadDelivery {
  if (!now) return nothing(old ? `the ${old.type} ${old.name} was deleted` : "a change without a name");
  const commit = now.target?.hash;
  if (now.type === "branch" && commit !== undefined) {
    const before = old?.target?.hash;
    return {
      events: [{ kind: "push", branch: now.name, commit, ...(before === undefined ? {} : { before }) }],
      ignored: [],
    };
  }
  if (now.type === "tag" || now.type === "annotated_tag") {
    return { events: [{ kind: "tag", tag: now.name, ...(commit === undefined ? {} : { commit }) }], ignored: [] };
  }
  return nothing(`${now.name} is neither a branch nor a tag`);
}
