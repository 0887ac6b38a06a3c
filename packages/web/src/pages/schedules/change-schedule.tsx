import { useAction } from "../../client/use-action.ts";
import { useOperation } from "../../client/use-operation.ts";
import type { ItemOf } from "../../client/use-pages.ts";
import { FormDialog } from "../../common/form-dialog.tsx";
import { givenText, textOf } from "../../common/form-values.ts";
import { sentence } from "../../common/sentence.ts";
import { enteredParameters, parameterFields, parameterValues } from "../pipelines/parameter-fields.ts";
import { useDefinition } from "../pipelines/use-definition.ts";
import { scheduleFields } from "./schedule-fields.ts";

/** When it runs, and with which parameters: those that the pipeline takes now. */
export function ChangeSchedule({
  schedule,
  onClose,
}: {
  readonly schedule: ItemOf<"schedules.list">;
  readonly onClose: () => void;
}) {
  const { data: pipeline, error } = useOperation("pipelines.get", { pipeline: schedule.pipelineId });
  const definition = useDefinition(pipeline);
  const update = useAction("schedules.update", { onDone: onClose });
  if (definition === undefined && error === null) return null;
  // Without a text that can be read, they stay as they are.
  const parameters = definition == null ? undefined : Object.values(definition.parameters);
  return (
    <FormDialog
      title="Change the schedule"
      button="Save"
      fields={[...scheduleFields, ...parameterFields(parameters ?? [])]}
      initial={{ ...schedule, ...parameterValues(parameters ?? [], schedule.parameters) }}
      busy={update.isPending}
      problem={update.error}
      onSubmit={(values) =>
        update.mutate({
          schedule: schedule.id,
          cron: textOf(values, "cron"),
          ...givenText(values, "timezone"),
          branch: textOf(values, "branch") || null,
          ...(parameters === undefined ? {} : { parameters: enteredParameters(parameters, values) }),
        })
      }
      onClose={onClose}
    >
      {schedule.problem === undefined ? undefined : <p>{sentence(schedule.problem)}</p>}
    </FormDialog>
  );
}
