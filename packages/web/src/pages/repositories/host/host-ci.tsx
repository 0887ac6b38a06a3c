import { useState } from "react";
import { useAction } from "../../../client/use-action.ts";
import { useMay } from "../../../client/use-me.ts";
import { useOperation } from "../../../client/use-operation.ts";
import { ConfirmButton } from "../../../common/confirm-button.tsx";
import { FormDialog } from "../../../common/form-dialog.tsx";
import { textOf } from "../../../common/form-values.ts";
import { ProblemNotice } from "../../../common/problem-notice.tsx";
import { ReasonedButton } from "../../../common/reasoned-button.tsx";
import { SkeletonRows } from "../../../common/skeleton.tsx";
import { CiOff } from "./ci-off.tsx";
import { ciChanges } from "./ci-words.ts";
import styles from "./host.module.css";
import { HostSection } from "./host-section.tsx";
import { freshFor, type Host } from "./use-host.ts";

/** Whether the host runs the repository's pipelines at all, and how it counts them. */
export function HostCi({ host }: { readonly host: Host }) {
  const { repository, title, ci, why } = host;
  const mayWrite = useMay("repository.write");
  const [numbering, setNumbering] = useState(false);
  const { data, error } = useOperation(
    "repositories.host-ci",
    { repository: repository.id },
    { enabled: why("ci.read") === undefined, freshFor },
  );
  const number = useAction("repositories.set-host-ci", { changesOnly: ciChanges, onDone: () => setNumbering(false) });
  const actions = (
    <div className={styles.actions}>
      {data?.numbers === true ? (
        <ReasonedButton why={why("ci.write")} onClick={() => setNumbering(true)}>
          Set the next number
        </ReasonedButton>
      ) : null}
      {data?.enabled === true ? (
        <ConfirmButton
          label="Switch off"
          operation="repositories.set-host-ci"
          input={{ repository: repository.id, enabled: false }}
          question={`Switch ${title}'s CI off for ${repository.name}?`}
          changesOnly={ciChanges}
          why={why("ci.write")}
        >
          <p>Nothing of this repository runs there any more: no push, no schedule and nobody starts anything.</p>
          <p>What ran stays, and so do its variables and schedules.</p>
        </ConfirmButton>
      ) : null}
    </div>
  );
  return (
    <HostSection title="CI" host={host} reads="ci.read" actions={mayWrite ? actions : undefined}>
      {error === null ? null : <ProblemNotice problem={error} />}
      {data === undefined ? (
        error === null ? (
          <SkeletonRows rows={1} />
        ) : null
      ) : data.enabled ? (
        <p className={styles.line}>{`${ci} on for this repository.`}</p>
      ) : (
        <CiOff host={host} />
      )}
      {numbering ? (
        <FormDialog
          title={`The next number on ${title}`}
          button="Set it"
          fields={[
            { name: "nextNumber", label: "Next number", kind: "number", hint: "Greater than that of the last run" },
          ]}
          busy={number.isPending}
          problem={number.error}
          onSubmit={(values) =>
            number.mutate({ repository: repository.id, nextNumber: Number(textOf(values, "nextNumber")) })
          }
          onClose={() => setNumbering(false)}
        />
      ) : null}
    </HostSection>
  );
}
