import type { Ability, Forge } from "@headrace/forges";
import type { ServerTables, WriteBacksTable } from "@headrace/store/server";
import type { Connections } from "../connections/connections.ts";
import { openPlace } from "../remote/remote-place.ts";
import { type LinkDetail, linkDetailOf } from "../runs/links.ts";
import { concernOf, toldTriggers } from "./concerned.ts";
import { deploymentOf } from "./deployment-of.ts";
import { digestOf, type Facts, type FactsNeeds, readFacts } from "./facts.ts";
import { reportOf, statusOf } from "./status-of.ts";
import { toldPlace } from "./told-place.ts";

export interface TellNeeds extends FactsNeeds {
  readonly connections: Pick<Connections, "open">;
}

/** What came of one try; `isNew` where the host did not know it already, so that it was written there. */
export type Telling =
  | {
      readonly kind: "told";
      readonly digest: string;
      readonly as: string;
      readonly remoteId: string | null;
      readonly isNew: boolean;
    }
  | { readonly kind: "needless"; readonly why: string };

const gone = { kind: "needless", why: "nothing is kept of the execution any more" } as const;

/** Tells the host what the row is about, as it stands now; not again what it knows already. Throws a `ForgeError`. */
export async function tell(needs: TellNeeds, row: WriteBacksTable, signal: AbortSignal): Promise<Telling> {
  const { tables } = needs;
  const facts = await readFacts(needs, row.execution_id);
  if (facts === undefined) return gone;
  const concern = await concernOf(tables, facts.link);
  if (!concern.isTold) return { kind: "needless", why: concern.why };
  const why = row.kind === "deployment" ? undefined : await overruledBy(tables, facts);
  if (why !== undefined) return { kind: "needless", why };
  const place = await openPlace(needs, row.repository_id);
  const { forge } = place;
  const repository = await toldPlace(place, facts.link.detail.toldIn, signal);
  const before = { ...(row.remote_id === null ? {} : { id: row.remote_id }), mayBeThere: row.attempts > 1 };
  /** Without what the host would call another message each time. */
  const once = async (said: object, as: string, send: () => Promise<string | undefined>): Promise<Telling> => {
    const digest = digestOf(JSON.stringify(said));
    if (digest === row.told) return { kind: "told", digest, as, remoteId: row.remote_id, isNew: false };
    return { kind: "told", digest, as, remoteId: (await send()) ?? null, isNew: true };
  };
  switch (row.kind) {
    case "status": {
      const { statuses } = forge;
      if (statuses === undefined) return lacks(forge, "statuses.write");
      const status = await statusOf(tables, facts);
      return await once(status, status.state, () => statuses.tell(repository, status, before, signal));
    }
    case "report": {
      const { insights } = forge;
      if (insights === undefined) return lacks(forge, "insights.write");
      const report = await reportOf(tables, facts);
      if (report === undefined) return { kind: "needless", why: whyNoReport(facts) };
      return await once(report, report.passed ? "passed" : "failed", async () => {
        await insights.tell(repository, report, signal);
        return undefined;
      });
    }
    default: {
      const { deployments } = forge;
      if (deployments === undefined) return lacks(forge, "deployments.write");
      const deployment = await deploymentOf(tables, facts, row.subject);
      if (deployment === undefined) return gone;
      const as = `${deployment.environment.name}: ${deployment.state}`;
      return await once(deployment, as, () => deployments.tell(repository, deployment, before, signal));
    }
  }
}

function lacks({ title, capabilities }: Forge, ability: Ability): Telling {
  const note = capabilities.find((one) => one.ability === ability)?.note;
  return { kind: "needless", why: note ?? `${title} cannot be told` };
}

function whyNoReport({ state }: Facts): string {
  return state.status === "finished" ? "it reported no tests, and found nothing" : "it has not ended yet";
}

/**
 * Why another execution's word about the commit counts: it is a later one that is told by the same key, or it is the
 * repository's own where this one is a stranger's. A pull request from a fork may have any commit for its head, by a branch
 * of any name, and what it came to says nothing of that commit in the repository.
 */
async function overruledBy(tables: ServerTables, { link, stored }: Facts): Promise<string | undefined> {
  const { pipelineId } = link;
  if (pipelineId === undefined) return undefined;
  const { git, number } = stored.plan;
  const rows = await tables
    .selectFrom("execution_links")
    .innerJoin("executions", "executions.id", "execution_links.execution_id")
    .select(["executions.number", "detail", "trust"])
    .where("pipeline_id", "=", pipelineId)
    .where("commit_id", "=", git.commit)
    .where(({ or, and, eb }) => {
      const isOwn = eb("trust", "!=", "fork");
      const isLater = and([eb("branch", "=", git.branch), eb("executions.number", ">", number)]);
      return link.trust === "fork" ? or([isOwn, isLater]) : and([isOwn, isLater]);
    })
    .where(({ or, eb, exists, selectFrom }) =>
      or([
        eb("trigger_kind", "in", [...toldTriggers]),
        exists(
          selectFrom("write_backs")
            .select("write_backs.id")
            .whereRef("write_backs.execution_id", "=", "execution_links.execution_id"),
        ),
      ]),
    )
    .orderBy("executions.number", "desc")
    .limit(mostOthers)
    .execute();
  const other = rows.find(({ detail }) => {
    const { deviates, toldIn } = linkDetailOf(detail);
    return deviates === link.detail.deviates && isSame(toldIn, link.detail.toldIn);
  });
  if (other === undefined) return undefined;
  return link.trust === "fork" && other.trust !== "fork"
    ? `#${other.number} tells of this commit: it is the repository's own`
    : `#${other.number} is newer, of the same pipeline and commit`;
}

function isSame(one: LinkDetail["toldIn"], other: LinkDetail["toldIn"]): boolean {
  return one?.owner === other?.owner && one?.name === other?.name;
}

/** Executions of one commit that are looked through. */
const mostOthers = 100;
