import type { Problem } from "@headrace/app/client";
import { Button, Form, Input } from "antd";
import type { HTMLInputAutoCompleteAttribute } from "react";
import { ProblemNotice } from "../../common/problem-notice.tsx";
import { sentence } from "../../common/sentence.ts";

export interface Field {
  readonly name: string;
  readonly label: string;
  readonly type?: "text" | "email" | "password";
  readonly autoComplete: HTMLInputAutoCompleteAttribute;
  readonly hint?: string;
}

export interface EntryFormProps {
  readonly fields: readonly Field[];
  /** A verb. */
  readonly button: string;
  readonly busy: boolean;
  readonly problem: Problem | null;
  readonly onSubmit: (values: Readonly<Record<string, string>>) => void;
}

/** A few texts that let somebody in; what is wrong with one stands under it. */
export function EntryForm({ fields, button, busy, problem, onSubmit }: EntryFormProps) {
  const faultOf = (name: string): string | undefined => problem?.faults.find(({ path }) => path === name)?.message;
  const known = problem?.faults.length === 1 && fields.some(({ name }) => faultOf(name) !== undefined);
  return (
    <Form layout="vertical" requiredMark={false} onFinish={onSubmit}>
      {fields.map(({ name, label, type = "text", autoComplete, hint }, index) => {
        const fault = faultOf(name);
        const attributes = { type, autoComplete, autoFocus: index === 0 };
        return (
          <Form.Item
            key={name}
            name={name}
            label={label}
            rules={[{ required: true, message: `${label} is needed` }]}
            {...(hint === undefined || fault !== undefined ? {} : { extra: hint })}
            {...(fault === undefined ? {} : { validateStatus: "error", help: sentence(fault) })}
          >
            {type === "password" ? <Input.Password {...attributes} /> : <Input {...attributes} />}
          </Form.Item>
        );
      })}
      {problem === null || known ? null : <ProblemNotice problem={problem} />}
      <Button type="primary" htmlType="submit" loading={busy} block>
        {button}
      </Button>
    </Form>
  );
}
