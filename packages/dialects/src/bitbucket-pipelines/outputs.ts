import type { Pipeline, Stage, Step } from "@headrace/pipeline";

/** Names that can stand in a pattern as they are. */
const plainName = /^[\w-]+$/;

/** Where the outputs of a stage lie, below the clone; they are an artifact. */
export function outputsPath(stage: string): string {
  return `.headrace-outputs/${stage}`;
}

/** The stages whose outputs others read, and that hand them on: instances of a matrix have none of their own. */
export function handingStages({ stages }: Pipeline): ReadonlySet<string> {
  const texts = stages.map((stage) => JSON.stringify(stage));
  const isRead = ({ id }: Stage) =>
    texts.some((text) => text.toLowerCase().includes(`needs.${id.toLowerCase()}.outputs.`));
  return new Set(
    stages
      .filter((stage) => stage.matrix === undefined && Object.keys(stage.outputs).length > 0 && isRead(stage))
      .map(({ id }) => id),
  );
}

/** What gives one output of a step of the same stage, within double quotes of a shell. */
export function stepOutput(stage: Stage, id: string, name: string): string | undefined {
  const isKnown = stage.steps.some((step) => step.id === id) && plainName.test(id);
  return isKnown && plainName.test(name) ? lineOf(name, `"${stepFile(id)}"`) : undefined;
}

/** What gives one output of a stage that is needed, within double quotes of a shell. */
export function stageOutput(stage: string, name: string): string | undefined {
  const isPlain = plainName.test(stage) && plainName.test(name);
  return isPlain ? lineOf(name, `"\${BITBUCKET_CLONE_DIR}/${outputsPath(stage)}"`) : undefined;
}

/** What a step is told of where its outputs go. */
export function outputVariable({ id, run }: Step): readonly string[] {
  const writes = id !== undefined && plainName.test(id) && /\bHEADRACE_OUTPUT\b/.test(run);
  return writes ? [`HEADRACE_OUTPUT="${stepFile(id)}"`] : [];
}

/** The last line of a file that sets a name. */
function lineOf(name: string, file: string): string {
  return `$(sed -n 's/^${name}=//p' ${file} 2>/dev/null | tail -n 1)`;
}

function stepFile(id: string): string {
  return `\${TMPDIR:-/tmp}/headrace-output-${id}`;
}
