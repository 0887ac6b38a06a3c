import { type OutputOf, Problem } from "@headrace/app/client";
import { ProblemNotice } from "../../common/problem-notice.tsx";

/** Why a saved token is believed no more, and what to do. */
export function RefusedNotice({ check }: Pick<OutputOf<"connections.get">, "check">) {
  const { problem = "the host does not believe the token", mend = "give new credentials" } = check;
  return <ProblemNotice problem={new Problem("forge-refused", problem, { mend })} />;
}
