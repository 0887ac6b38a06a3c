import { Input, Select } from "antd";
import { type ReactNode, useEffect, useState } from "react";
import styles from "./filter-bar.module.css";

/** A row of fields above a list. */
export function FilterBar({ children }: { readonly children: ReactNode }) {
  return (
    <search className={styles.bar} aria-label="Filters">
      {children}
    </search>
  );
}

interface FilterProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** Milliseconds without a key until what was typed is asked for. */
const pause = 250;

/** `/` leads here. */
export function SearchFilter({ label, value, onChange }: FilterProps) {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  useEffect(() => {
    if (text === value) return;
    const timer = window.setTimeout(() => onChange(text), pause);
    return () => window.clearTimeout(timer);
  }, [text, value, onChange]);
  return (
    <Input
      className={styles.search}
      type="search"
      aria-label={label}
      placeholder={label}
      value={text}
      allowClear
      data-search
      onChange={(event) => setText(event.target.value)}
    />
  );
}

/** A day in the viewer's zone. */
export function DayFilter({ label, value, onChange }: FilterProps) {
  return (
    <Input
      className={styles.day}
      type="date"
      aria-label={label}
      prefix={<span aria-hidden="true">{label}</span>}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

/** More of them are not looked through, but searched. */
const fewChoices = 10;

export interface Choice {
  readonly value: string;
  readonly label: ReactNode;
}

export interface ChoiceFilterProps extends FilterProps {
  /** What an empty value means: "Every branch". */
  readonly all: string;
  readonly choices: readonly Choice[];
}

export function ChoiceFilter({ label, value, onChange, all, choices }: ChoiceFilterProps) {
  return (
    <Select
      className={styles.choice}
      aria-label={label}
      value={value}
      onChange={onChange}
      options={[{ value: "", label: all }, ...choices]}
      popupMatchSelectWidth={false}
      {...(choices.length > fewChoices ? { showSearch: { optionFilterProp: "label" } } : {})}
    />
  );
}
