import { createHash } from "node:crypto";
import type { StoredExecution } from "@headrace/engine";
import type { ExecutionState } from "@headrace/execution";
import type { Store } from "@headrace/store";
import type { ServerTables } from "@headrace/store/server";
import { loadIfStored, stateOf } from "../runs/held/stored-run.ts";
import { type Link, type LinkDetail, readLink } from "../runs/links.ts";
import type { OpenSecrets } from "../secrets/create-secrets.ts";

/** An execution as it is told to a host. */
export interface Facts {
  readonly link: Link;
  readonly stored: StoredExecution;
  readonly state: ExecutionState;
  /** Its page here. */
  readonly url: string;
  /** Strikes out the secrets that are set today: what is kept was masked with those that were known then. */
  mask(text: string): string;
}

export interface FactsNeeds {
  readonly tables: ServerTables;
  readonly store: Pick<Store, "journal">;
  readonly secrets: Pick<OpenSecrets, "hidden">;
  readonly publicUrl: string;
}

/** Undefined where nothing is kept of it any more. */
export async function readFacts(needs: FactsNeeds, executionId: string): Promise<Facts | undefined> {
  const link = await readLink(needs.tables, executionId);
  const stored = await loadIfStored((id) => needs.store.journal.load(id), executionId);
  if (link === undefined || stored === undefined) return undefined;
  const { organizationId, repositoryId } = link;
  const hidden = await needs.secrets.hidden({ organizationId, repositoryId });
  return {
    link,
    stored,
    state: stateOf(stored),
    url: `${needs.publicUrl}/executions/${executionId}`,
    mask: (text) => hidden?.masker.maskText(text) ?? text,
  };
}

/**
 * By what hosts know a pipeline, on every commit; letters, digits and hyphens. What is not what a push would have run is
 * known by another: a required build must not be met by what somebody chose.
 */
export function parentKeyOf(
  { pipelineId, repositoryId }: Pick<Link, "pipelineId" | "repositoryId">,
  { deviates = false }: Pick<LinkDetail, "deviates"> = {},
): string {
  return `headrace-${digestOf(`${pipelineId ?? repositoryId}${deviates ? " by hand" : ""}`).slice(0, 16)}`;
}

/** Beside the pipeline's own on the host's pages. */
export function nameOf({ link, stored }: Facts): string {
  return `${stored.plan.pipeline.name}${link.detail.deviates === true ? " (as chosen by hand)" : ""}`;
}

/** The same for every run of the pipeline on a branch or tag, so that a newer one takes the place of an older. */
export function keyOf({ link, stored }: Facts): string {
  return `${parentKeyOf(link, link.detail)}-${digestOf(refOf(stored) ?? "").slice(0, 8)}`;
}

/** As git calls it in full. */
export function refOf({ plan: { git } }: StoredExecution): string | undefined {
  if (git.tag !== "") return `refs/tags/${git.tag}`;
  return git.branch === "" ? undefined : `refs/heads/${git.branch}`;
}

export function digestOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
