import type { OutputOf } from "@headrace/app/client";
import { approverWords } from "../../common/approver-words.ts";
import { formatDuration } from "../../common/format-duration.ts";

type Rules = OutputOf<"environments.get">["rules"];

/** The rules of an environment, a few words each. */
export function ruleWords(rules: Rules): readonly string[] {
  const { branches, tags, approval, waitMs, oneAtATime, deployers } = rules;
  return [
    ...(branches.length === 0 ? [] : [`branches ${branches.join(", ")}`]),
    ...(tags.length === 0 ? [] : [`tags ${tags.join(", ")}`]),
    ...(approval === undefined ? [] : [approvalWords(approval)]),
    ...(deployers === undefined ? [] : ["only some may deploy"]),
    ...(waitMs === 0 ? [] : [`waits ${formatDuration(waitMs)}`]),
    ...(oneAtATime ? ["one at a time"] : []),
  ];
}

function approvalWords({ minimum, approvers }: NonNullable<Rules["approval"]>): string {
  const people = minimum === 1 ? "one person" : `${minimum} people`;
  return approvers.length === 0 ? `${people} must approve` : `${people} of ${approverWords(approvers)} must approve`;
}
