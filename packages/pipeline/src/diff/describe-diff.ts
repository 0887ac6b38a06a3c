import type { PipelineDiff, StageChange } from "./diff-pipelines.ts";

/** More names than this of one kind are only counted. */
const mostNames = 3;

/** What was done, in one line as of a commit: "Add deploy, change test and triggers". Of what means the same: empty. */
export function describeDiff({ pipeline, stages }: PipelineDiff): string {
  const named = (kind: StageChange["kind"]) => stages.filter((change) => change.kind === kind);
  const fields = [...new Set(pipeline.map(({ path }) => String(path[0])))];
  const changed = [...briefly(named("changed").map(({ stage }) => stage)), ...fields];
  const parts = [
    ["add", briefly(named("added").map(({ stage }) => stage))],
    ["remove", briefly(named("removed").map(({ stage }) => stage))],
    ["rename", briefly(stages.flatMap((each) => (each.kind === "renamed" ? `${each.before} to ${each.stage}` : [])))],
    ["change", changed],
  ] as const;
  const text = parts.flatMap(([verb, names]) => (names.length === 0 ? [] : `${verb} ${listed(names)}`)).join(", ");
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}

function briefly(names: readonly string[]): readonly string[] {
  return names.length > mostNames ? [`${names.length} stages`] : names;
}

/** `a, b and c` */
function listed(names: readonly string[]): string {
  return [names.slice(0, -1).join(", "), ...names.slice(-1)].filter((part) => part !== "").join(" and ");
}
