import { useAction } from "../../../client/use-action.ts";
import { FormDialog } from "../../../common/form-dialog.tsx";
import { givenText, textOf } from "../../../common/form-values.ts";
import { scheduleFields } from "../../schedules/schedule-fields.ts";
import type { Host } from "./use-host.ts";

const [when] = scheduleFields;

/** When, in UTC, and which pipeline of the host. */
export function AddHostSchedule({
  host: { repository, title },
  onClose,
}: {
  readonly host: Host;
  readonly onClose: () => void;
}) {
  const add = useAction("repositories.add-host-schedule", {
    changesOnly: ["repositories.host-schedules"],
    onDone: onClose,
  });
  return (
    <FormDialog
      title={`New schedule on ${title}`}
      button="Make it"
      fields={[
        { ...when, label: "When, in UTC" },
        { name: "branch", label: "Branch" },
        {
          name: "pipeline",
          label: "Pipeline",
          optional: true,
          placeholder: "The branch's own",
          hint: "The name of a custom one",
        },
      ]}
      initial={{ branch: repository.defaultBranch }}
      busy={add.isPending}
      problem={add.error}
      onSubmit={(values) =>
        add.mutate({
          repository: repository.id,
          cron: textOf(values, "cron"),
          branch: textOf(values, "branch"),
          ...givenText(values, "pipeline"),
        })
      }
      onClose={onClose}
    />
  );
}
