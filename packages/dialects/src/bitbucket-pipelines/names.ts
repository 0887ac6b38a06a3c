import type { Pipeline } from "@headrace/pipeline";

/** What a repository's variables and Bitbucket's own are not to be called. */
const reserved = /^(?:BITBUCKET_.*|CI|PATH|HOME|PWD|IFS|SHELL|USER|LANG|TZ|TERM|HEADRACE.*)$/i;

/**
 * The variable of a custom pipeline that carries each parameter: its own name, as far as a variable may be called so.
 * One that something else has already is called `PARAM_…`.
 */
export function nameParameters(pipeline: Pipeline): ReadonlyMap<string, string> {
  const taken = new Set([
    ...Object.keys(pipeline.variables),
    ...pipeline.stages.flatMap((stage) => [
      ...Object.keys(stage.variables),
      ...stage.secrets,
      ...[...stage.steps, ...stage.afterSteps].flatMap((step) => Object.keys(step.variables)),
    ]),
  ]);
  const names = new Map<string, string>();
  for (const { name } of pipeline.parameters) {
    const plain = name.replaceAll("-", "_").replace(/^(?=\d)/, "_");
    const wanted = taken.has(plain) || reserved.test(plain) ? `PARAM_${plain}` : plain;
    names.set(name, claimName(wanted, taken, "_"));
  }
  return names;
}

/** The name, or one with a number that is not taken yet; it is taken then. */
export function claimName(wanted: string, taken: Set<string>, separator = "-"): string {
  let name = wanted;
  for (let count = 2; taken.has(name); count++) name = `${wanted}${separator}${count}`;
  taken.add(name);
  return name;
}
