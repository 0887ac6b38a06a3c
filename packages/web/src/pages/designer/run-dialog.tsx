import type { Parameter } from "@headrace/pipeline";
import { Input, InputNumber, Modal, Select, Switch } from "antd";
import { useState } from "react";
import { useAction } from "../../client/use-action.ts";
import { ProblemNotice } from "../../common/problem-notice.tsx";
import { Field } from "./panel/fields.tsx";

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
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const [branch, setBranch] = useState("");
  const run = useAction("pipelines.execute", { changes: ["executions"], onDone: ({ id }) => onStarted(id) });
  const set = (name: string, value: string | undefined): void =>
    setValues(({ [name]: _, ...rest }) => (value === undefined ? rest : { ...rest, [name]: value }));
  const what = request.stages ?? request.until;
  return (
    <Modal
      open
      title={
        what === undefined
          ? "Run"
          : request.until === undefined
            ? `Run only ${what.join(", ")}`
            : `Run up to ${what.join(", ")}`
      }
      okText="Run"
      confirmLoading={run.isPending}
      onCancel={onClose}
      onOk={() =>
        run.mutate({
          pipeline,
          ...(branch === "" ? {} : { branch }),
          ...(Object.keys(values).length === 0 ? {} : { parameters: values }),
          ...(request.stages === undefined ? {} : { stages: [...request.stages] }),
          ...(request.until === undefined ? {} : { until: [...request.until] }),
        })
      }
    >
      {missing.map((sentence) => (
        <p key={sentence} role="status">
          {sentence}
        </p>
      ))}
      {parameters.map((parameter) => (
        <Field key={parameter.name} name={parameter.name} about={parameter.description}>
          {(id) => (
            <ParameterField
              id={id}
              parameter={parameter}
              value={values[parameter.name]}
              onChange={(value) => set(parameter.name, value)}
            />
          )}
        </Field>
      ))}
      <Field name="Branch">
        {(id) => (
          <Input
            id={id}
            value={branch}
            placeholder="The repository's default branch"
            onChange={(event) => setBranch(event.target.value)}
          />
        )}
      </Field>
      {run.error === null ? null : <ProblemNotice problem={run.error} />}
    </Modal>
  );
}

function ParameterField({
  id,
  parameter,
  value,
  onChange,
}: {
  readonly id: string;
  readonly parameter: Parameter;
  readonly value: string | undefined;
  readonly onChange: (value: string | undefined) => void;
}) {
  switch (parameter.type) {
    case "boolean":
      return (
        <Switch
          id={id}
          checked={value === undefined ? parameter.default === true : value === "true"}
          onChange={(on) => onChange(String(on))}
        />
      );
    case "choice":
      return (
        <Select
          id={id}
          value={value ?? parameter.default ?? null}
          options={parameter.options.map((option) => ({ value: option, label: option }))}
          onChange={(next: string) => onChange(next)}
        />
      );
    case "number":
      return (
        <InputNumber
          id={id}
          value={value === undefined ? (parameter.default ?? null) : Number(value)}
          {...(parameter.min === undefined ? {} : { min: parameter.min })}
          {...(parameter.max === undefined ? {} : { max: parameter.max })}
          onChange={(next) => onChange(next === null ? undefined : String(next))}
        />
      );
    case "secret":
      return (
        <Input.Password
          id={id}
          autoComplete="off"
          value={value ?? ""}
          onChange={(event) => onChange(event.target.value || undefined)}
        />
      );
    case "string":
      return (
        <Input
          id={id}
          value={value ?? ""}
          {...(parameter.default === undefined ? {} : { placeholder: parameter.default })}
          onChange={(event) => onChange(event.target.value || undefined)}
        />
      );
  }
}
