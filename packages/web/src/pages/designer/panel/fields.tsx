import { Input, InputNumber, Select, Switch } from "antd";
import { type ReactNode, useEffect, useId, useState } from "react";
import { withCode } from "../../../common/with-code.tsx";
import styles from "./fields.module.css";

/** A name, what it means, and its field. */
export function Field({
  name,
  about,
  wrong,
  children,
}: {
  readonly name: string;
  readonly about?: string | undefined;
  /** What is wrong with it. */
  readonly wrong?: string | undefined;
  readonly children: (id: string) => ReactNode;
}) {
  const id = useId();
  return (
    <div className={styles.field}>
      <label htmlFor={id} title={about}>
        {name}
      </label>
      {children(id)}
      {wrong === undefined ? null : <p className={styles.wrong}>{withCode(wrong)}</p>}
    </div>
  );
}

export interface TextProps {
  readonly id?: string;
  readonly value: unknown;
  readonly onCommit: (value: string | undefined) => void;
  readonly placeholder?: string | undefined;
  readonly label?: string;
  readonly rows?: number;
  readonly mono?: boolean;
}

/** A text that is written when the field is left or Enter is pressed, so that half a word is no change. */
export function TextField({ id, value, onCommit, placeholder, label, rows, mono = false }: TextProps) {
  const written =
    value === undefined || value === null ? "" : typeof value === "object" ? JSON.stringify(value) : String(value);
  const [text, setText] = useState(written);
  useEffect(() => setText(written), [written]);
  const commit = (): void => {
    if (text !== written) onCommit(text === "" ? undefined : text);
  };
  const shared = {
    ...(id === undefined ? {} : { id }),
    value: text,
    className: mono || rows !== undefined ? styles.mono : undefined,
    ...(placeholder === undefined ? {} : { placeholder }),
    ...(label === undefined ? {} : { "aria-label": label }),
    onBlur: commit,
  };
  if (rows !== undefined) {
    return (
      <Input.TextArea
        {...shared}
        autoSize={{ minRows: rows, maxRows: 16 }}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) commit();
        }}
      />
    );
  }
  return (
    <Input
      {...shared}
      onChange={(event) => setText(event.target.value)}
      onPressEnter={commit}
      onKeyDown={(event) => {
        if (event.key === "Escape") setText(written);
      }}
    />
  );
}

export function NumberField({
  id,
  value,
  onCommit,
  min,
  max,
  placeholder,
  label,
}: {
  readonly id: string;
  readonly value: unknown;
  readonly onCommit: (value: number | undefined) => void;
  readonly min?: number;
  readonly max?: number;
  readonly placeholder?: string;
  readonly label?: string;
}) {
  return (
    <InputNumber
      id={id}
      className={styles.wide ?? ""}
      value={typeof value === "number" ? value : null}
      {...labelled(label)}
      {...(min === undefined ? {} : { min })}
      {...(max === undefined ? {} : { max })}
      {...(placeholder === undefined ? {} : { placeholder })}
      onChange={(next) => onCommit(next ?? undefined)}
    />
  );
}

export function SwitchField({
  id,
  value,
  standard = false,
  onCommit,
  label,
}: {
  readonly id: string;
  readonly value: unknown;
  /** What holds where nothing is written. */
  readonly standard?: boolean;
  readonly onCommit: (value: boolean | undefined) => void;
  readonly label?: string;
}) {
  const on = typeof value === "boolean" ? value : standard;
  return (
    <Switch
      id={id}
      size="small"
      checked={on}
      {...labelled(label)}
      onChange={(next) => onCommit(next === standard ? undefined : next)}
    />
  );
}

export function ChoiceField({
  id,
  value,
  options,
  onCommit,
  placeholder,
  label,
}: {
  readonly id: string;
  readonly value: unknown;
  readonly options: readonly string[];
  readonly onCommit: (value: string | undefined) => void;
  readonly placeholder?: string;
  readonly label?: string;
}) {
  return (
    <Select
      id={id}
      className={styles.wide ?? ""}
      allowClear
      {...labelled(label)}
      value={typeof value === "string" ? value : null}
      options={options.map((option) => ({ value: option, label: option }))}
      {...(placeholder === undefined ? {} : { placeholder })}
      onChange={(next: string | null | undefined) => onCommit(next ?? undefined)}
    />
  );
}

/** Several texts: chosen from those that are known, or written. */
export function ListField({
  id,
  value,
  known = [],
  onCommit,
  placeholder,
  label,
}: {
  readonly id: string;
  readonly value: unknown;
  readonly known?: readonly string[];
  readonly onCommit: (value: readonly string[] | undefined) => void;
  readonly placeholder?: string;
  readonly label?: string;
}) {
  const list = typeof value === "string" ? [value] : Array.isArray(value) ? value.map(String) : [];
  return (
    <Select
      id={id}
      className={styles.wide ?? ""}
      mode="tags"
      {...labelled(label)}
      value={list}
      options={known.map((option) => ({ value: option, label: option }))}
      {...(placeholder === undefined ? {} : { placeholder })}
      tokenSeparators={["\n"]}
      onChange={(next: readonly string[]) => onCommit(next.length === 0 ? undefined : next)}
    />
  );
}

function labelled(label: string | undefined): { readonly "aria-label"?: string } {
  return label === undefined ? {} : { "aria-label": label };
}
