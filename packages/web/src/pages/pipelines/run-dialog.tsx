import type { OutputOf } from "@headrace/app/client";
import { useNavigate } from "react-router";
import { useAction } from "../../client/use-action.ts";
import { FormDialog } from "../../common/form-dialog.tsx";
import { givenText } from "../../common/form-values.ts";
import { pathTo } from "../../shell/path-to.ts";
import { enteredParameters, parameterDefaults, parameterFields } from "./parameter-fields.ts";
import { useDefinition } from "./use-definition.ts";

/** Runs a pipeline by hand: where, and with which parameters. Leads to the execution. */
export function RunDialog({
  pipeline,
  onClose,
}: {
  readonly pipeline: OutputOf<"pipelines.get">;
  readonly onClose: () => void;
}) {
  const navigate = useNavigate();
  const definition = useDefinition(pipeline);
  const run = useAction("pipelines.execute", {
    changes: ["executions"],
    onDone: ({ id }) => void navigate(pathTo.execution(id)),
  });
  if (definition === undefined) return null;
  const parameters = Object.values(definition?.parameters ?? {});
  return (
    <FormDialog
      title={`Run ${pipeline.name}`}
      button="Run"
      fields={[
        { name: "branch", label: "Branch", optional: true, placeholder: "The repository's default branch" },
        ...parameterFields(parameters),
      ]}
      initial={parameterDefaults(parameters)}
      busy={run.isPending || run.isSuccess}
      problem={run.error}
      onSubmit={(values) =>
        run.mutate({
          pipeline: pipeline.id,
          ...givenText(values, "branch"),
          parameters: enteredParameters(parameters, values),
        })
      }
      onClose={onClose}
    />
  );
}
