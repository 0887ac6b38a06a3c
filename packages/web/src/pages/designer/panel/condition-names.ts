import { functionNames } from "@headrace/pipeline";

const fixed = [
  "git.branch",
  "git.tag",
  "git.commit",
  "git.message",
  "git.author",
  "pipeline.name",
  "execution.number",
  "execution.event",
  "success()",
  "failure()",
  "always()",
  "cancelled()",
  "changed('src/**')",
];

/** What may stand in a condition of a stage that needs these. */
export function conditionNames(needs: readonly string[]): readonly string[] {
  const outcomes = needs.flatMap((need) => [`needs.${need}.result`, `needs.${need}.outputs.`]);
  const functions = functionNames
    .map((name) => `${name}(`)
    .filter((name) => !fixed.some((known) => known.startsWith(name)));
  return [...outcomes, ...fixed, "params.", "vars.", ...functions];
}
