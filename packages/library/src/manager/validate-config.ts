import { detectDialect, parseLegacyStages } from "@headrace/dialects";
import { type Diagnostic, parsePipeline } from "@headrace/pipeline";

/** Whether it is sound, and if not, what is wrong, each problem in a sentence with its place. */
export type Validation = readonly [valid: boolean, errors: readonly string[]];

/**
 * Checks a configuration given as plain data, in the legacy stages format or in the Headrace language. Warnings do
 * not make it invalid; a missing `name` does, though a file without one is run under a stand-in.
 *
 * @param config What a YAML or JSON file would hold, of any type: nothing is expected of it.
 * @returns All problems at once, never an exception.
 * @example
 * const config = { name: "ci", stages: [{ name: "test", jobs: [{ name: "unit", commands: [] }] }] };
 * const [valid, errors] = validatePipelineConfig(config);
 * valid; // => false
 * errors[0]; // => "stages[0].jobs[0].commands: The job has no commands. Add at least one shell command to its list of `commands`."
 */
export function validatePipelineConfig(config: unknown): Validation {
  const { diagnostics } =
    detectDialect(config) === "headrace" && isHeadrace(config)
      ? parsePipeline(JSON.stringify(config))
      : parseLegacyStages(config);
  return verdict(diagnostics);
}

/**
 * Checks only how stages depend on each other: stages that do not exist, stages that need themselves, cycles.
 *
 * @param stages Stages in the legacy stages format; only `name` and `dependencies` (or `depends_on`, `needs`) are read.
 * @example
 * const stages = [{ name: "a", dependencies: ["b"] }, { name: "b", dependencies: ["a"] }];
 * validateStageDependencies(stages); // => [false, ["stages[0].dependencies: The stages depend on each other in a circle: a → b → a. Remove one of these dependencies."]]
 */
export function validateStageDependencies(stages: unknown): Validation {
  if (!Array.isArray(stages)) return [false, ["stages: It must be a list."]];
  const bare = stages.map((stage: unknown) => ({
    ...dependencyKeys(stage),
    jobs: [{ name: "job", commands: ["true"] }],
  }));
  return verdict(parseLegacyStages({ name: "stages", stages: bare }).diagnostics.filter(isOfGraph));
}

function dependencyKeys(stage: unknown): Record<string, unknown> {
  if (typeof stage !== "object" || stage === null) return {};
  const keys = ["name", "dependencies", "depends_on", "dependsOn", "needs"];
  return Object.fromEntries(Object.entries(stage).filter(([key]) => keys.includes(key)));
}

/** That the pipeline has no name or no stage is not asked here; that a stage has no name is. */
function isOfGraph({ code, path }: Diagnostic): boolean {
  return code !== "missing-key" || path.length > 1;
}

/** A mapping of stages, not a list without jobs: that is a legacy configuration with a mistake. */
function isHeadrace(config: unknown): boolean {
  if (typeof config !== "object" || config === null || !("stages" in config)) return false;
  return typeof config.stages === "object" && config.stages !== null && !Array.isArray(config.stages);
}

function verdict(diagnostics: readonly Diagnostic[]): Validation {
  const errors = diagnostics.filter(({ severity, code }) => severity === "error" || code === "missing-key");
  return [errors.length === 0, errors.map(sentence)];
}

function sentence({ path, message, mend }: Diagnostic): string {
  const place = path.reduce<string>((text, part) => {
    if (typeof part === "number") return `${text}[${part}]`;
    return text === "" ? part : `${text}.${part}`;
  }, "");
  return `${place === "" ? "" : `${place}: `}${message}${mend === undefined ? "" : ` ${mend}`}`;
}
