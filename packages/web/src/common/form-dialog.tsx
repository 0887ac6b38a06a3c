import type { Problem } from "@headrace/app/client";
import { Checkbox, Form, Input, Modal, Select, Switch } from "antd";
import type { ReactNode } from "react";
import type { Choice } from "./filter-bar.tsx";
import styles from "./form-dialog.module.css";
import { ProblemNotice } from "./problem-notice.tsx";
import { sentence } from "./sentence.ts";

export interface FormField {
  readonly name: string;
  readonly label: string;
  /** `text` unless said. `lines` gives a list of texts, `words` too, entered one after the other. */
  readonly kind?: "text" | "password" | "long" | "code" | "choice" | "choices" | "words" | "switch" | "date" | "number";
  readonly choices?: readonly Choice[];
  readonly hint?: string;
  readonly placeholder?: string;
  readonly optional?: boolean;
}

export type FormValues = Readonly<Record<string, unknown>>;

export interface FormDialogProps {
  readonly title: string;
  /** A verb. */
  readonly button: string;
  readonly danger?: boolean;
  readonly fields: readonly FormField[];
  readonly initial?: FormValues;
  readonly children?: ReactNode;
  readonly busy: boolean;
  readonly problem: Problem | null;
  /** Told of what is entered, where other fields depend on it. A field that comes later begins as `initial` says then. */
  readonly onChange?: (values: FormValues) => void;
  readonly onSubmit: (values: FormValues) => void;
  readonly onClose: () => void;
}

/** A few fields and one thing to do with them; what the server refuses stands at the field, else under all of them. */
export function FormDialog(props: FormDialogProps) {
  const {
    title,
    button,
    danger = false,
    fields,
    initial = {},
    children,
    busy,
    problem,
    onChange,
    onSubmit,
    onClose,
  } = props;
  const [form] = Form.useForm<Record<string, unknown>>();
  const faultOf = (name: string): string | undefined => {
    const fault = problem?.faults.find(({ path }) => path === name || path.startsWith(`${name}.`))?.message;
    // What to do about it, where it is said of this alone.
    const mend = problem?.faults.length === 1 ? problem.mend : undefined;
    return fault === undefined ? undefined : [fault, mend].flatMap((text) => (text ? sentence(text) : [])).join(" ");
  };
  const told =
    problem !== null &&
    problem.faults.length > 0 &&
    problem.faults.every(({ path }) => fields.some(({ name }) => path === name || path.startsWith(`${name}.`)));
  return (
    <Modal
      open
      title={title}
      okText={button}
      okButtonProps={{ loading: busy, danger, htmlType: "submit", form: "dialog-form" }}
      onOk={() => undefined}
      onCancel={onClose}
      destroyOnHidden
    >
      <Form
        id="dialog-form"
        form={form}
        layout="vertical"
        preserve={false}
        requiredMark={false}
        onFinish={onSubmit}
        onValuesChange={(_, values) => onChange?.(values)}
        className={styles.form}
      >
        {children === undefined ? null : <div className={styles.about}>{children}</div>}
        {fields.map((field, index) => {
          const fault = faultOf(field.name);
          return (
            <Form.Item
              key={field.name}
              name={field.name}
              initialValue={initial[field.name]}
              label={field.label}
              valuePropName={field.kind === "switch" ? "checked" : "value"}
              rules={rulesOf(field)}
              {...(field.hint === undefined ? {} : { extra: field.hint })}
              {...(fault === undefined ? {} : { validateStatus: "error" as const, help: fault })}
            >
              {inputOf(field, index === 0)}
            </Form.Item>
          );
        })}
        {problem === null || told ? null : <ProblemNotice problem={problem} />}
      </Form>
    </Modal>
  );
}

/** A group of boxes cannot be marked as needed for those who hear it, so that only its length is looked at. */
function rulesOf({ kind, label, optional = false }: FormField) {
  if (optional || kind === "switch") return [];
  const message = `${label} is needed`;
  return kind === "choices" ? [{ type: "array" as const, min: 1, message }] : [{ required: true, message }];
}

function inputOf(field: FormField, autoFocus: boolean): ReactNode {
  const { kind = "text", choices = [], placeholder, optional = false } = field;
  const hint = placeholder === undefined ? {} : { placeholder };
  switch (kind) {
    case "text":
      return <Input autoComplete="off" autoFocus={autoFocus} {...hint} />;
    case "password":
      return <Input.Password autoComplete="new-password" autoFocus={autoFocus} {...hint} />;
    case "long":
      return <Input.TextArea autoSize={{ minRows: 2, maxRows: 10 }} {...hint} />;
    case "code":
      return (
        <Input.TextArea className={styles.code} autoSize={{ minRows: 6, maxRows: 24 }} spellCheck={false} {...hint} />
      );
    case "choice":
      return (
        <Select options={[...choices]} allowClear={optional} showSearch={{ optionFilterProp: "label" }} {...hint} />
      );
    case "choices":
      return <Checkbox.Group options={choices.map(({ value, label }) => ({ value, label }))} />;
    case "words":
      return <Select mode="tags" tokenSeparators={[",", " "]} open={false} suffixIcon={null} {...hint} />;
    case "switch":
      return <Switch />;
    case "date":
      return <Input type="date" />;
    case "number":
      return <Input type="number" min={0} step="any" {...hint} />;
    default:
      return kind satisfies never;
  }
}
