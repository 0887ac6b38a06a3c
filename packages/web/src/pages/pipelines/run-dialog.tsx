import type { Parameter } from "@headrace/pipeline";
import { useNavigate } from "react-router";
import { useAction } from "../../client/use-action.ts";
import { FormDialog } from "../../common/form-dialog.tsx";
import { givenText } from "../../common/form-values.ts";
import { pathTo } from "../../shell/path-to.ts";
import { enteredParameters, parameterDefaults, parameterFields } from "./parameter-fields.ts";

export interface RunRequest {
  /** Only these stages. */
  readonly stages?: readonly string[];
  /** These and what they need. */
  readonly until?: readonly string[];
}

export interface RunDialogProps {
  readonly pipeline: { readonly id: string; readonly name: string };
  readonly parameters: readonly Parameter[];
  /** All of it unless said. */
  readonly request?: RunRequest;
  /** What the run would lack: one sentence each. */
  readonly missing?: readonly string[];
  readonly onClose: () => void;
}

const whole: RunRequest = {};

/** Asks with which parameters and of which branch a pipeline is to be run, says what is missing, and leads to the execution. */
export function RunDialog({ pipeline, parameters, request = whole, missing = [], onClose }: RunDialogProps) {
  const navigate = useNavigate();
  const run = useAction("pipelines.execute", {
    changes: ["executions"],
    onDone: ({ id }) => void navigate(pathTo.execution(id)),
  });
  return (
    <FormDialog
      title={titleOf(pipeline.name, request)}
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
          pipeline: pipeline.id,
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

function titleOf(name: string, { stages, until }: RunRequest): string {
  if (stages !== undefined) return `Run only ${stages.join(", ")} of ${name}`;
  return until === undefined ? `Run ${name}` : `Run ${name} up to ${until.join(", ")}`;
}
