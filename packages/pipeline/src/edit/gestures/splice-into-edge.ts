import { createGraph } from "../../graph/graph.ts";
import type { Draft } from "../draft.ts";
import type { Edge } from "../gesture.ts";
import { refuse } from "../refused.ts";
import { graphStages, neededStage, neededStages, requireStage, setNeeds, writtenNeeds } from "../stages.ts";
import { isPlain } from "../values.ts";

/** Makes `to` of an edge wait for a stage that waits for `from`, and no longer for `from` itself unless it uses something of it. */
export function spliceIntoEdge(draft: Draft, stage: string, { from, to }: Edge): void {
  const needs = writtenNeeds(draft.value(requireStage(draft, to)));
  const at = needs.findIndex((need) => neededStage(need) === from);
  if (at === -1) throw refuse("not-connected", `"${to}" does not wait for "${from}".`);
  const rest = needs.filter((need) => neededStage(need) !== stage);
  setNeeds(
    draft,
    to,
    rest.flatMap((need) => {
      if (neededStage(need) !== from) return [need];
      return uses(draft, { from, to }) ? [need, stage] : [stage];
    }),
  );
  const own = draft.value(["stages", stage]);
  if (!neededStages(own).includes(from)) setNeeds(draft, stage, [...writtenNeeds(own), from]);
  const cycle = createGraph(graphStages(draft)).shortestCycle();
  if (cycle !== null) {
    throw refuse("cycle", `That would close a cycle: ${[...cycle, cycle[0]].join(" → ")}.`, { cycle });
  }
}

/** Whether files or outputs pass over the edge: then the need must stay, for both come from direct needs only. */
function uses(draft: Draft, { from, to }: Edge): boolean {
  const source = draft.value(["stages", from]);
  const target = draft.value(["stages", to]);
  const takesNone = writtenNeeds(target).some(
    (need) => isPlain(need) && need.stage === from && need.artifacts === false,
  );
  const gives = isPlain(source) && Array.isArray(source.artifacts) && source.artifacts.length > 0;
  if (gives && !takesNone) return true;
  const name = from.replaceAll(/[^A-Za-z0-9_]/g, "\\$&");
  return new RegExp(`needs\\s*(?:\\.\\s*${name}(?![\\w-])|\\[\\s*'${name}')`, "i").test(JSON.stringify(target ?? null));
}
