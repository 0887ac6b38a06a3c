import type { OutputOf } from "@headrace/app/client";
import { useAction } from "../../client/use-action.ts";
import { FormDialog, type FormValues } from "../../common/form-dialog.tsx";
import { textOf } from "../../common/form-values.ts";

/** What makes up the minutes of a month. */
const minutesCounted = "The time that stages run, each of those that run at once; waiting costs nothing";

const megabyte = 1_000_000;

/** What the organization may use. */
export function LimitsDialog({
  limits,
  onClose,
}: {
  readonly limits: OutputOf<"limits.get">;
  readonly onClose: () => void;
}) {
  const update = useAction("limits.update", { changes: ["retention"], onDone: onClose });
  const free = { kind: "number", optional: true, placeholder: "No limit" } as const;
  return (
    <FormDialog
      title="Limits"
      button="Save"
      fields={[
        { name: "logDays", label: "Days for which logs are kept", ...free },
        { name: "artifactDays", label: "Days for which artifacts are kept", ...free },
        { name: "artifactBytes", label: "Megabytes for artifacts", ...free },
        { name: "cacheBytes", label: "Megabytes for caches", kind: "number" },
        { name: "executionsKept", label: "Executions that are kept", ...free },
        { name: "concurrentExecutions", label: "Executions at the same time", kind: "number" },
        { name: "executionMinutes", label: "Minutes of stages a month", hint: minutesCounted, ...free },
      ]}
      initial={{
        ...limits,
        artifactBytes: limits.artifactBytes === null ? null : limits.artifactBytes / megabyte,
        cacheBytes: limits.cacheBytes / megabyte,
      }}
      busy={update.isPending}
      problem={update.error}
      onSubmit={(values) =>
        update.mutate({
          logDays: numberOf(values, "logDays"),
          artifactDays: numberOf(values, "artifactDays"),
          artifactBytes: scaled(numberOf(values, "artifactBytes")),
          cacheBytes: Number(textOf(values, "cacheBytes")) * megabyte,
          executionsKept: numberOf(values, "executionsKept"),
          concurrentExecutions: Number(textOf(values, "concurrentExecutions")),
          executionMinutes: numberOf(values, "executionMinutes"),
        })
      }
      onClose={onClose}
    >
      <p>What is over a lowered limit is removed with the next round of retention.</p>
    </FormDialog>
  );
}

/** Null, which is no limit, where nothing was entered. */
function numberOf(values: FormValues, name: string): number | null {
  const text = textOf(values, name);
  return text === "" ? null : Number(text);
}

function scaled(value: number | null): number | null {
  return value === null ? null : value * megabyte;
}
