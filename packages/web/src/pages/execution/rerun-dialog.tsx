import { Input, Modal, Select } from "antd";
import { useId, useState } from "react";
import { useNavigate } from "react-router";
import { useAction } from "../../client/use-action.ts";
import { ProblemNotice } from "../../common/problem-notice.tsx";
import { visibleText } from "../../common/visible-text.ts";
import { pathTo } from "../../shell/path-to.ts";
import styles from "./rerun-dialog.module.css";
import type { WatchedExecution } from "./use-execution.ts";

export interface RerunDialogProps {
  readonly watched: WatchedExecution;
  /** The stage from which it runs again; all of it unless said. */
  readonly from?: string;
  readonly onClose: () => void;
}

/** Runs it again from a stage on, or with other parameters. */
export function RerunDialog({ watched: { detail, live, stages }, from = "", onClose }: RerunDialogProps) {
  const navigate = useNavigate();
  const field = useId();
  const [stage, setStage] = useState(from);
  const [changed, setChanged] = useState<ReadonlyMap<string, string>>(new Map());
  const rerun = useAction("executions.rerun", {
    onDone: ({ id }) => {
      onClose();
      void navigate(pathTo.execution(id));
    },
  });
  const secrets = live.record?.secretNames ?? [];
  const given = Object.entries(detail.parameters).map(([name, value]) => ({
    name,
    before: typeof value === "string" ? value : JSON.stringify(value),
    isSecret: false,
  }));
  const fields = [...given, ...secrets.map((name) => ({ name, before: "", isSecret: true }))];
  const start = (): void =>
    rerun.mutate({
      execution: detail.id,
      part: stage === "" ? "all" : "from",
      ...(stage === "" ? {} : { stage }),
      parameters: Object.fromEntries(changed),
    });
  return (
    <Modal open title="Run again" okText="Run again" confirmLoading={rerun.isPending} onOk={start} onCancel={onClose}>
      <div className={styles.form}>
        <label htmlFor={`${field}-from`}>Begin with</label>
        <Select
          id={`${field}-from`}
          value={stage}
          onChange={setStage}
          options={[
            { value: "", label: "The first stage: all of it" },
            ...stages.map(({ id, name }) => ({ value: id, label: visibleText(name) })),
          ]}
        />
        <p className={styles.note}>
          {stage === "" ? "The same commit and definition." : "Results of the stages that do not run again stand."}
        </p>
        {fields.map(({ name, before, isSecret }) => (
          <div key={name} className={styles.field}>
            <label htmlFor={`${field}-${name}`}>{visibleText(name)}</label>
            <Input
              id={`${field}-${name}`}
              type={isSecret ? "password" : "text"}
              autoComplete="off"
              placeholder={isSecret ? "A secret: give it again" : undefined}
              value={changed.get(name) ?? before}
              onChange={(event) => setChanged((known) => new Map(known).set(name, event.target.value))}
            />
          </div>
        ))}
        {rerun.error === null ? null : <ProblemNotice problem={rerun.error} />}
      </div>
    </Modal>
  );
}
