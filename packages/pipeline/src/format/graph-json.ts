import { createGraph } from "../graph/graph.ts";
import type { Pipeline } from "../model/index.ts";
import { instanceCount } from "./stage-label.ts";

/** The graph of a pipeline as plain data, for programs that draw it themselves. */
export interface GraphJson {
  readonly name: string;
  readonly nodes: readonly GraphJsonNode[];
  readonly edges: readonly GraphJsonEdge[];
  /** Ids of the stages that could run at once, level by level. */
  readonly levels: readonly (readonly string[])[];
}

export interface GraphJsonNode {
  readonly id: string;
  readonly name: string;
  readonly category: string;
  readonly group?: string;
  readonly when?: string;
  /** Null when the matrix is only known once the execution runs. */
  readonly instances: number | null;
  /** Counted from 0; null in or after a cycle. */
  readonly level: number | null;
}

export interface GraphJsonEdge {
  /** The stage that is needed. */
  readonly from: string;
  readonly to: string;
  /** Whether other needs of `to` already wait for `from`. */
  readonly implied: boolean;
}

export function toGraphJson(pipeline: Pipeline): GraphJson {
  const graph = createGraph(pipeline.stages);
  const levels = graph.levels();
  const levelOf = new Map(levels.flatMap((ids, level) => ids.map((id) => [id, level] as const)));
  const reduction = graph.transitiveReduction();
  return {
    name: pipeline.name,
    nodes: pipeline.stages.map((stage) => ({
      id: stage.id,
      name: stage.name,
      category: stage.category,
      ...(stage.group === undefined ? {} : { group: stage.group }),
      ...(stage.when === undefined ? {} : { when: stage.when }),
      instances: instanceCount(stage),
      level: levelOf.get(stage.id) ?? null,
    })),
    edges: graph.ids.flatMap((to) =>
      graph.needsOf(to).map((from) => ({ from, to, implied: !(reduction.get(to) ?? []).includes(from) })),
    ),
    levels,
  };
}
