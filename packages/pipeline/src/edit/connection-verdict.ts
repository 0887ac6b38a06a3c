import type { GraphStage } from "../graph/links.ts";
import type { Edge } from "./gesture.ts";

/** Whether a need can be drawn, and why not: said while it is being dragged. */
export type ConnectionVerdict =
  | { readonly allowed: true }
  | {
      readonly allowed: false;
      readonly reason: "self" | "duplicate" | "unknown-stage" | "cycle";
      readonly message: string;
      /** The shortest cycle that the connection would close, in the order of work, from its target. */
      readonly cycle?: readonly string[];
    };

/** Judges the connection from the stage that is needed to the stage that would need it, in time linear in the graph. */
export function judgeConnection(stages: readonly GraphStage[], { from, to }: Edge): ConnectionVerdict {
  const dependents = new Map<string, string[]>(stages.map(({ id }) => [id, []]));
  for (const stage of stages) for (const need of stage.needs) dependents.get(need.stage)?.push(stage.id);
  for (const id of [from, to]) {
    if (!dependents.has(id)) return no("unknown-stage", `There is no stage "${id}".`);
  }
  if (from === to) return no("self", `"${from}" cannot wait for itself.`);
  if (dependents.get(from)?.includes(to)) return no("duplicate", `"${to}" waits for "${from}" already.`);
  const cycle = shortestWay(dependents, to, from);
  if (cycle === undefined) return { allowed: true };
  const way = [...cycle, to].join(" → ");
  return { allowed: false, reason: "cycle", message: `That would close a cycle: ${way}.`, cycle };
}

function no(reason: "self" | "duplicate" | "unknown-stage", message: string): ConnectionVerdict {
  return { allowed: false, reason, message };
}

/** Breadth first along dependents. */
function shortestWay(
  dependents: ReadonlyMap<string, readonly string[]>,
  start: string,
  goal: string,
): readonly string[] | undefined {
  const cameFrom = new Map<string, string | undefined>([[start, undefined]]);
  const queue = [start];
  for (let head = 0; head < queue.length; head += 1) {
    const id = queue[head] ?? start;
    if (id === goal) {
      const way: string[] = [];
      for (let at: string | undefined = id; at !== undefined; at = cameFrom.get(at)) way.unshift(at);
      return way;
    }
    for (const next of dependents.get(id) ?? []) {
      if (cameFrom.has(next)) continue;
      cameFrom.set(next, id);
      queue.push(next);
    }
  }
  return undefined;
}
