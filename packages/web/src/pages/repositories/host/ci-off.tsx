import { useAction } from "../../../client/use-action.ts";
import { useMay } from "../../../client/use-me.ts";
import { useOperation } from "../../../client/use-operation.ts";
import { Notice } from "../../../common/notice.tsx";
import { ProblemNotice } from "../../../common/problem-notice.tsx";
import { ReasonedButton } from "../../../common/reasoned-button.tsx";
import { ciChanges } from "./ci-words.ts";
import { freshFor, type Host } from "./use-host.ts";

/** That the host runs nothing of this repository, where that is so and can be known. */
export function CiOff({ host: { repository, title, ci, why, has } }: { readonly host: Host }) {
  const mayWrite = useMay("repository.write");
  const { data } = useOperation(
    "repositories.host-ci",
    { repository: repository.id },
    { enabled: has("ci.read") && why("ci.read") === undefined, freshFor },
  );
  const turn = useAction("repositories.set-host-ci", { changesOnly: ciChanges });
  if (data === undefined || data.enabled) return null;
  return (
    <>
      <Notice
        what={`${ci} off for this repository: ${title} runs nothing of it.`}
        action={
          mayWrite ? (
            <ReasonedButton
              size="small"
              why={why("ci.write")}
              loading={turn.isPending}
              onClick={() => turn.mutate({ repository: repository.id, enabled: true })}
            >
              Switch on
            </ReasonedButton>
          ) : undefined
        }
      >
        A push starts nothing there, nor does a schedule. Pipelines of Headrace still run here.
      </Notice>
      {turn.error === null ? null : <ProblemNotice problem={turn.error} />}
    </>
  );
}
