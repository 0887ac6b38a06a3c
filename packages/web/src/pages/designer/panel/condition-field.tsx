import { Input, type InputRef } from "antd";
import { useEffect, useId, useRef, useState } from "react";
import styles from "./condition-field.module.css";

/** An expression, with the names that may stand in it. */
export function ConditionField({
  id,
  value,
  names,
  onCommit,
}: {
  readonly id: string;
  readonly value: unknown;
  readonly names: readonly string[];
  readonly onCommit: (value: string | undefined) => void;
}) {
  const written = value === undefined || value === null ? "" : String(value);
  const [text, setText] = useState(written);
  const [caret, setCaret] = useState(0);
  const [open, setOpen] = useState(false);
  const [chosen, setChosen] = useState(0);
  const field = useRef<InputRef>(null);
  const list = useId();
  useEffect(() => setText(written), [written]);
  const word = /[\w.'[\]-]*$/.exec(text.slice(0, caret))?.[0] ?? "";
  const found = open && word !== "" ? names.filter((name) => name.startsWith(word) && name !== word).slice(0, 8) : [];
  const current = Math.min(chosen, found.length - 1);
  const commit = (): void => {
    setOpen(false);
    if (text !== written) onCommit(text.trim() === "" ? undefined : text);
  };
  const take = (name: string | undefined): void => {
    if (name === undefined) return;
    const start = caret - word.length;
    const next = text.slice(0, start) + name + text.slice(caret);
    setText(next);
    setCaret(start + name.length);
    setChosen(0);
    requestAnimationFrame(() => field.current?.input?.setSelectionRange(start + name.length, start + name.length));
  };
  return (
    <div className={styles.place}>
      <Input
        ref={field}
        id={id}
        className={styles.field}
        value={text}
        role="combobox"
        aria-expanded={found.length > 0}
        aria-controls={list}
        aria-activedescendant={found.length === 0 ? undefined : `${list}-${current}`}
        placeholder="success()"
        onChange={(event) => {
          setText(event.target.value);
          setCaret(event.target.selectionStart ?? event.target.value.length);
          setOpen(true);
        }}
        onBlur={commit}
        onKeyDown={(event) => {
          if (found.length > 0 && event.key === "ArrowDown") setChosen((current + 1) % found.length);
          else if (found.length > 0 && event.key === "ArrowUp") setChosen((current + found.length - 1) % found.length);
          else if (found.length > 0 && (event.key === "Enter" || event.key === "Tab")) take(found[current]);
          else if (event.key === "Enter") return commit();
          else if (event.key === "Escape") return setOpen(false);
          else return;
          event.preventDefault();
        }}
      />
      <div id={list} role="listbox" aria-label="Names" className={found.length === 0 ? styles.closed : styles.list}>
        {found.map((name, index) => (
          // biome-ignore lint/a11y/useFocusableInteractive: named by aria-activedescendant
          <div
            key={name}
            id={`${list}-${index}`}
            role="option"
            aria-selected={index === current}
            onPointerDown={(event) => {
              event.preventDefault();
              take(name);
            }}
          >
            {name}
          </div>
        ))}
      </div>
    </div>
  );
}
