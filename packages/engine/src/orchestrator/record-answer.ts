import { type ApprovalAnswer, type ApprovalState, answerApproval, instanceOf } from "@headrace/execution";
import { HeadraceError } from "@headrace/pipeline";
import type { Execution } from "./execution.ts";

/** Records a person's word on an approval, and gives the approval as it is then. Throws what `answerApproval` refuses. */
export async function recordAnswer(
  { scribe, services, masker }: Pick<Execution, "scribe" | "services" | "masker">,
  answer: ApprovalAnswer,
): Promise<ApprovalState> {
  const { comment } = answer;
  const said = comment === undefined ? answer : { ...answer, comment: masker.maskText(comment) };
  // What is thrown while recording would fail what others record in the same turn.
  let refused: HeadraceError | undefined;
  await scribe.record((state) => {
    const answered = answerApproval(state, said, services.clock.now());
    if (answered.ok) return [answered.event];
    refused = answered.error;
    return [];
  });
  if (refused !== undefined) throw refused;
  const approval = instanceOf(scribe.state, answer.stage, answer.instance)?.approval;
  if (approval === undefined) throw new HeadraceError("internal", "a decision was recorded where nothing was asked");
  return approval;
}
