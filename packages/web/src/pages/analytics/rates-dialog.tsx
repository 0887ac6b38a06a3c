import type { OutputOf } from "@headrace/app/client";
import { useAction } from "../../client/use-action.ts";
import { FormDialog } from "../../common/form-dialog.tsx";
import { textOf } from "../../common/form-values.ts";

/** What minutes cost. */
export function RatesDialog({
  rates,
  onClose,
}: {
  readonly rates: OutputOf<"analytics.get-rates">;
  readonly onClose: () => void;
}) {
  const update = useAction("analytics.update-rates", { onDone: onClose });
  return (
    <FormDialog
      title="What minutes cost"
      button="Save"
      fields={[
        { name: "currency", label: "Currency", hint: "Three letters: EUR, USD, CHF" },
        {
          name: "perExecutionMinute",
          label: "A minute of an execution",
          kind: "number",
          hint: "Where its stages share one machine",
        },
        {
          name: "perStageMinute",
          label: "A minute of a stage",
          kind: "number",
          hint: "Where each stage has a machine of its own",
        },
      ]}
      initial={{ ...rates }}
      busy={update.isPending}
      problem={update.error}
      onSubmit={(values) =>
        update.mutate({
          currency: textOf(values, "currency").toUpperCase(),
          perExecutionMinute: Number(textOf(values, "perExecutionMinute")),
          perStageMinute: Number(textOf(values, "perStageMinute")),
        })
      }
      onClose={onClose}
    >
      <p>Both are added up. With 0 and 0 no cost is shown.</p>
    </FormDialog>
  );
}
