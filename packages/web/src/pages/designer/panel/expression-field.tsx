import type { ModelPath } from "@headrace/pipeline";
import { expressionNames, expressionPlace, unfinishedName } from "@headrace/pipeline/complete";
import { Input } from "antd";
import {
  type ChangeEvent,
  type KeyboardEvent,
  useEffect,
  useId,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import styles from "./expression-field.module.css";
import { TextField, type TextProps } from "./fields.tsx";
import type { PanelContext } from "./panel-context.ts";

export interface ExpressionFieldProps extends TextProps {
  readonly context: PanelContext;
  /** Below what the panel is of: it says which names may be read. */
  readonly path: ModelPath;
}

/** Suggestions at most. */
const most = 8;

/** A text that may hold expressions, with the names that may stand in them. */
export function ExpressionField({ context, path, ...text }: ExpressionFieldProps) {
  const key = JSON.stringify([...context.root, ...path]);
  const place = useMemo(() => expressionPlace(JSON.parse(key)), [key]);
  if (place === undefined) return <TextField {...text} />;
  const names = (word: string): readonly string[] =>
    expressionNames(place, context.names)
      .filter((name) => name.toLowerCase().startsWith(word.toLowerCase()) && name !== word)
      .slice(0, most);
  return <Completed {...text} kind={place.kind} names={names} />;
}

type Field = HTMLInputElement | HTMLTextAreaElement;

function Completed({
  id,
  value,
  onCommit,
  placeholder,
  label,
  rows,
  kind,
  names,
}: TextProps & {
  readonly kind: "template" | "condition" | "script";
  readonly names: (word: string) => readonly string[];
}) {
  const written = value === undefined || value === null ? "" : String(value);
  const [text, setText] = useState(written);
  const [caret, setCaret] = useState<number | undefined>(undefined);
  const [chosen, setChosen] = useState(0);
  const field = useRef<Field | null>(null);
  /** Where the caret is to stand once what was taken is written. */
  const placed = useRef<number | undefined>(undefined);
  const list = useId();
  // Before the next key, which may come at once.
  useLayoutEffect(() => {
    if (placed.current === undefined) return;
    field.current?.setSelectionRange(placed.current, placed.current);
    placed.current = undefined;
  });
  useEffect(() => setText(written), [written]);
  const name = caret === undefined ? undefined : unfinishedName(text, caret, { kind });
  const found = name === undefined || name.word === "" ? [] : names(name.word);
  const current = Math.min(chosen, found.length - 1);
  const commit = (): void => {
    setCaret(undefined);
    if (text !== written) onCommit(text.trim() === "" ? undefined : text);
  };
  const take = (taken: string | undefined): void => {
    if (taken === undefined || name === undefined || caret === undefined) return;
    const end = name.from + taken.length;
    setText(text.slice(0, name.from) + taken + text.slice(caret));
    setCaret(end);
    setChosen(0);
    placed.current = end;
  };
  const shared = {
    ...(id === undefined ? {} : { id }),
    ...(label === undefined ? {} : { "aria-label": label }),
    ...(placeholder === undefined ? {} : { placeholder }),
    className: styles.field,
    value: text,
    role: "combobox",
    "aria-expanded": found.length > 0,
    "aria-controls": list,
    "aria-autocomplete": "list" as const,
    "aria-activedescendant": found.length === 0 ? undefined : `${list}-${current}`,
    onChange: ({ target }: ChangeEvent<Field>) => {
      field.current = target;
      setText(target.value);
      setCaret(target.selectionStart ?? target.value.length);
      setChosen(0);
    },
    onBlur: commit,
    onKeyDown: (event: KeyboardEvent<Field>) => {
      const { key } = event;
      const isOpen = found.length > 0;
      if (isOpen && key === "ArrowDown") setChosen((current + 1) % found.length);
      else if (isOpen && key === "ArrowUp") setChosen((current + found.length - 1) % found.length);
      else if (isOpen && (key === "Enter" || key === "Tab")) take(found[current]);
      else if (key === "Enter" && (rows === undefined || event.ctrlKey || event.metaKey)) commit();
      else if (key === "Escape" && caret !== undefined) setCaret(undefined);
      else return;
      event.preventDefault();
    },
  };
  return (
    <div className={styles.place}>
      {rows === undefined ? (
        <Input {...shared} />
      ) : (
        <Input.TextArea {...shared} autoSize={{ minRows: rows, maxRows: 16 }} />
      )}
      <div id={list} role="listbox" aria-label="Names" className={found.length === 0 ? styles.closed : styles.list}>
        {found.map((suggestion, index) => (
          <div
            key={suggestion}
            id={`${list}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === current}
            onPointerDown={(event) => {
              event.preventDefault();
              take(suggestion);
            }}
          >
            {suggestion}
          </div>
        ))}
      </div>
    </div>
  );
}
