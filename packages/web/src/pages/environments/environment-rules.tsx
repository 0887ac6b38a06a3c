import type { OutputOf } from "@headrace/app/client";
import { useAction } from "../../client/use-action.ts";
import { FormDialog } from "../../common/form-dialog.tsx";
import { flagOf, listOf, textOf } from "../../common/form-values.ts";

const minute = 60_000;

/** What must hold before something is deployed there. */
export function EnvironmentRules({
  environment,
  onClose,
}: {
  readonly environment: OutputOf<"environments.get">;
  readonly onClose: () => void;
}) {
  const { rules } = environment;
  const update = useAction("environments.update", { onDone: onClose });
  return (
    <FormDialog
      title={`The rules of ${environment.name}`}
      button="Save"
      fields={[
        { name: "url", label: "Where it is seen", optional: true },
        {
          name: "branches",
          label: "Only from these branches",
          kind: "words",
          optional: true,
          hint: "Patterns; empty for all",
        },
        { name: "tags", label: "And these tags", kind: "words", optional: true },
        { name: "minimum", label: "People who must approve", kind: "number", hint: "0 for nobody" },
        {
          name: "approvers",
          label: "Who may approve",
          kind: "words",
          optional: true,
          hint: "Addresses, role:maintainer, team:operations; empty for whoever may decide here",
        },
        { name: "preventSelfApproval", label: "Nobody approves what they started", kind: "switch" },
        { name: "wait", label: "Minutes to wait before", kind: "number" },
        { name: "oneAtATime", label: "One deployment at a time", kind: "switch" },
      ]}
      initial={{
        url: environment.url,
        branches: rules.branches,
        tags: rules.tags,
        minimum: rules.approval?.minimum ?? 0,
        approvers: rules.approval?.approvers ?? [],
        preventSelfApproval: rules.approval?.preventSelfApproval ?? true,
        wait: rules.waitMs / minute,
        oneAtATime: rules.oneAtATime,
      }}
      busy={update.isPending}
      problem={update.error}
      onSubmit={(values) => {
        const minimum = Number(textOf(values, "minimum"));
        const { approval: _replaced, ...kept } = rules;
        update.mutate({
          environment: environment.id,
          url: textOf(values, "url") === "" ? null : textOf(values, "url"),
          rules: {
            ...kept,
            branches: listOf(values, "branches"),
            tags: listOf(values, "tags"),
            waitMs: Number(textOf(values, "wait")) * minute,
            oneAtATime: flagOf(values, "oneAtATime"),
            ...(minimum === 0
              ? {}
              : {
                  approval: {
                    ...rules.approval,
                    approvers: listOf(values, "approvers"),
                    minimum,
                    preventSelfApproval: flagOf(values, "preventSelfApproval"),
                  },
                }),
          },
        });
      }}
      onClose={onClose}
    />
  );
}
