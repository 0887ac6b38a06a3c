import type { Parameter } from "@headrace/pipeline";
import { useAction } from "../../client/use-action.ts";
import { FormDialog } from "../../common/form-dialog.tsx";
import { givenText } from "../../common/form-values.ts";
import { enteredParameters, parameterDefaults, parameterFields } from "../pipelines/parameter-fields.ts";

export interface RunRequest {
  /** Only these stages. */
  readonly stages?: readonly string[];
  /** These and what they need. */
  readonly until?: readonly string[];
}

/** Asks for the parameters, says what is missing, and runs. */
export function RunDialog({
  pipeline,
  parameters,
  missing,
  request,
  onStarted,
  onClose,
}: {
  readonly pipeline: string;
  readonly parameters: readonly Parameter[];
  /** What the run would lack: one sentence each. */
  readonly missing: readonly string[];
  readonly request: RunRequest;
  readonly onStarted: (execution: string) => void;
  readonly onClose: () => void;
}) {
  const run = useAction("pipelines.execute", { changes: ["executions"], onDone: ({ id }) => onStarted(id) });
  return (
    <FormDialog
      title={titleOf(request)}
      button="Run"
      fields={[
        ...parameterFields(parameters),
        { name: "branch", label: "Branch", optional: true, placeholder: "The repository's default branch" },
      ]}
      initial={parameterDefaults(parameters)}
      busy={run.isPending || run.isSuccess}
      problem={run.error}
      onSubmit={(values) =>
        run.mutate({
          pipeline,
          ...givenText(values, "branch"),
          ...(parameters.length === 0 ? {} : { parameters: enteredParameters(parameters, values) }),
          ...(request.stages === undefined ? {} : { stages: [...request.stages] }),
          ...(request.until === undefined ? {} : { until: [...request.until] }),
        })
      }
      onClose={onClose}
    >
      {missing.length === 0
        ? undefined
        : missing.map((sentence) => (
            <p key={sentence} role="status">
              {sentence}
            </p>
          ))}
    </FormDialog>
  );
}

function titleOf({ stages, until }: RunRequest): string {
  if (stages !== undefined) return `Run only ${stages.join(", ")}`;
  return until === undefined ? "Run" : `Run up to ${until.join(", ")}`;
}
