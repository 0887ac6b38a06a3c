import type { ModelPath, Step } from "@headrace/pipeline";
import { noteSetting, type Place } from "./values.ts";
import { wordOf } from "./words.ts";

/** What Headrace tells every step, by its variable, as templates. */
const told: Readonly<Record<string, string>> = {
  HEADRACE: "true",
  HEADRACE_EXECUTION_ID: "${{ execution.id }}",
  HEADRACE_EXECUTION_NUMBER: "${{ execution.number }}",
  HEADRACE_EXECUTION_URL: "${{ execution.url }}",
  HEADRACE_PIPELINE: "${{ pipeline.name }}",
  HEADRACE_STAGE: "${{ stage.id }}",
  HEADRACE_ATTEMPT: "1",
  HEADRACE_BRANCH: "${{ git.branch }}",
  HEADRACE_COMMIT: "${{ git.commit }}",
  HEADRACE_TAG: "${{ git.tag }}",
  HEADRACE_WORKSPACE: "${{ stage.workspace }}",
};

/** Commands that set what the steps read: variables, and those of Headrace's own that a script names. */
export function preambleOf(place: Place, steps: readonly Step[]): readonly string[] {
  const { pipeline, stage } = place;
  for (const name of stage.secrets) noteSetting("secrets", name, place);
  const scripts = steps.map(({ run }) => run).join("\n");
  const names = (name: string) => new RegExp(`\\b${name}\\b`).test(scripts);
  const variables: readonly (readonly [string, string, ModelPath])[] = [
    ...Object.entries(told).flatMap(([name, template]) => (names(name) ? [[name, template, []] as const] : [])),
    ...Object.entries(pipeline.variables).map(([name, template]) => [name, template, ["variables", name]] as const),
    ...Object.entries(stage.variables).map(
      ([name, template]) => [name, template, ["stages", stage.id, "variables", name]] as const,
    ),
  ];
  // A later one of the same name wins, and may read the earlier.
  return [
    ...variables.map(([name, template, path]) => `export ${name}=${wordOf(template, place, path)}`),
    ...["HEADRACE_OUTPUT", "HEADRACE_SUMMARY"].filter(names).map((name) => `export ${name}="$(mktemp)"`),
  ];
}
