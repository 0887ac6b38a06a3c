import type { Pipeline, PipelineStatus } from "./pipeline.ts";

/**
 * The pipeline as a Mermaid flowchart: a box for each stage with its jobs in it, arrows for dependencies, colours
 * for what a run has come to.
 *
 * @returns Text that ends with a line end; labels are escaped, whatever the names hold.
 * @example
 * const pipeline = await createPipeline("pipeline.yaml");
 * generatePipelineVisualization(pipeline).split("\n")[0]; // => "graph TD"
 */
export function generatePipelineVisualization(pipeline: Pick<Pipeline, "stages">): string {
  const lines = ["graph TD"];
  const stageIds = new Map(pipeline.stages.map((stage, index) => [stage.name, `stage_${index + 1}`]));
  const jobId = (stage: number, job: number) => `job_${stage + 1}_${job + 1}`;
  const arrows: string[] = [];
  const classes = new Map<PipelineStatus, string[]>();
  for (const [index, stage] of pipeline.stages.entries()) {
    const id = `stage_${index + 1}`;
    lines.push(`  subgraph ${id}["${label(stage.name)}"]`);
    for (const [position, job] of stage.jobs.entries()) {
      lines.push(`    ${jobId(index, position)}["${label(job.name)}"]`);
      classes.set(job.status, [...(classes.get(job.status) ?? []), jobId(index, position)]);
      for (const name of job.dependencies) {
        const needed = stage.jobs.findIndex((other) => other.name === name);
        if (needed !== -1) arrows.push(`  ${jobId(index, needed)} --> ${jobId(index, position)}`);
      }
    }
    if (!stage.parallel) {
      const order = jobsInOrder(stage.jobs);
      for (const [at, job] of order.entries()) {
        const before = order[at - 1];
        if (before !== undefined) arrows.push(`  ${jobId(index, before)} --> ${jobId(index, job)}`);
      }
    }
    // Mermaid draws no empty box.
    if (stage.jobs.length === 0) lines.push(`    ${id}_empty["no jobs"]`);
    lines.push("  end");
    for (const name of stage.dependencies) {
      const needed = stageIds.get(name);
      if (needed !== undefined) arrows.push(`  ${needed} --> ${id}`);
    }
  }
  lines.push(...new Set(arrows), ...colours(classes));
  return `${lines.join("\n")}\n`;
}

/** Positions in the order in which a stage that is not parallel runs its jobs: what a job names comes before it. */
function jobsInOrder(jobs: Pipeline["stages"][number]["jobs"]): readonly number[] {
  const order: number[] = [];
  const visited = new Set<number>();
  const visit = (position: number): void => {
    if (visited.has(position)) return;
    visited.add(position);
    for (const name of jobs[position]?.dependencies ?? []) {
      const needed = jobs.findIndex((other) => other.name === name);
      if (needed !== -1) visit(needed);
    }
    order.push(position);
  };
  for (const position of jobs.keys()) visit(position);
  return order;
}

const fills: Partial<Record<PipelineStatus, string>> = {
  RUNNING: "fill:#dbeafe,stroke:#1d4ed8,color:#111827",
  SUCCESS: "fill:#dcfce7,stroke:#15803d,color:#111827",
  FAILURE: "fill:#fee2e2,stroke:#b91c1c,color:#111827",
  CANCELLED: "fill:#fef3c7,stroke:#b45309,color:#111827",
  SKIPPED: "fill:#f3f4f6,stroke:#6b7280,color:#111827",
};

function colours(classes: ReadonlyMap<PipelineStatus, readonly string[]>): readonly string[] {
  return Array.from(classes, ([status, ids]) => {
    const fill = fills[status];
    const name = status.toLowerCase();
    return fill === undefined ? [] : [`  classDef ${name} ${fill}`, `  class ${ids.join(",")} ${name}`];
  }).flat();
}

/** Mermaid reads entities between `#` and `;`. */
function label(text: string): string {
  const escaped = text.replace(/[^\p{L}\p{N} ._/:+-]/gu, (character) =>
    /\s/.test(character) ? " " : `#${character.codePointAt(0)};`,
  );
  return escaped === "" ? " " : escaped;
}
