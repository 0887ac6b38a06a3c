import type { ConnectionVerdict } from "../connection-verdict.ts";
import { judgeConnection } from "../connection-verdict.ts";
import type { Draft } from "../draft.ts";
import type { Edge } from "../gesture.ts";
import { refuse } from "../refused.ts";
import { graphStages, neededStage, requireStage, setNeeds, writtenNeeds } from "../stages.ts";

export function connect(draft: Draft, { from, to }: Edge): void {
  const verdict = judgeConnection(graphStages(draft), { from, to });
  if (!verdict.allowed) throw refused(verdict);
  setNeeds(draft, to, [...writtenNeeds(draft.value(["stages", to])), from]);
}

export function disconnect(draft: Draft, { from, to }: Edge): void {
  const needs = writtenNeeds(draft.value(requireStage(draft, to)));
  const left = needs.filter((need) => neededStage(need) !== from);
  if (left.length === needs.length) throw refuse("not-connected", `"${to}" does not wait for "${from}".`);
  setNeeds(draft, to, left);
}

export function refused(verdict: Extract<ConnectionVerdict, { readonly allowed: false }>) {
  const { reason, message, cycle } = verdict;
  return refuse(reason, message, cycle === undefined ? {} : { cycle });
}
