import { useState } from "react";
import { useAction } from "../../client/use-action.ts";
import { useOperation } from "../../client/use-operation.ts";
import { FormDialog } from "../../common/form-dialog.tsx";
import { givenText, textOf } from "../../common/form-values.ts";
import { usePipelineNames } from "../../common/use-names.ts";
import { enteredParameters, parameterDefaults, parameterFields } from "../pipelines/parameter-fields.ts";
import { useDefinition } from "../pipelines/use-definition.ts";
import { scheduleFields } from "./schedule-fields.ts";

/** Of which pipeline, when, and with which parameters: those of the chosen one. */
export function NewSchedule({
  pipeline: suggested,
  onClose,
}: {
  /** Empty where none is suggested. */
  readonly pipeline: string;
  readonly onClose: () => void;
}) {
  const names = usePipelineNames();
  const [pipeline, setPipeline] = useState(suggested);
  const { data } = useOperation("pipelines.get", { pipeline }, { enabled: pipeline !== "" });
  const definition = useDefinition(data?.id === pipeline ? data : undefined);
  const parameters = Object.values(definition?.parameters ?? {});
  const create = useAction("schedules.create", { onDone: onClose });
  return (
    <FormDialog
      title="New schedule"
      button="Make it"
      fields={[
        {
          name: "pipeline",
          label: "Pipeline",
          kind: "choice",
          choices: [...names].map(([value, label]) => ({ value, label })),
        },
        ...scheduleFields,
        ...parameterFields(parameters),
      ]}
      initial={{
        ...(suggested === "" ? {} : { pipeline: suggested }),
        timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
        ...parameterDefaults(parameters),
      }}
      busy={create.isPending}
      problem={create.error}
      onChange={(values) => setPipeline(textOf(values, "pipeline"))}
      onSubmit={(values) =>
        create.mutate({
          pipeline,
          cron: textOf(values, "cron"),
          ...givenText(values, "timezone"),
          ...givenText(values, "branch"),
          parameters: enteredParameters(parameters, values),
        })
      }
      onClose={onClose}
    />
  );
}
