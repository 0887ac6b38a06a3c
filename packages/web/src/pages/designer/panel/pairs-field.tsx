import { Input } from "antd";
import { useState } from "react";
import styles from "./fields.module.css";
import { TextField } from "./fields.tsx";

export interface PairsFieldProps {
  readonly name: string;
  readonly value: unknown;
  /** What a new pair begins with. */
  readonly beginning?: unknown;
  readonly onSet: (key: string, value: unknown) => void;
  readonly onRename: (key: string, name: string) => void;
  /** Text of a value, and back. */
  readonly shown?: (value: unknown) => unknown;
  readonly read?: (text: string) => unknown;
}

/** Names and values, one a row. */
export function PairsField({ name, value, beginning = "", onSet, onRename, shown, read }: PairsFieldProps) {
  const pairs = typeof value === "object" && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
  const [added, setAdded] = useState<string | undefined>(undefined);
  const keep = (): void => {
    if (added !== undefined && added !== "") onSet(added, beginning);
    setAdded(undefined);
  };
  return (
    <div>
      {pairs.map(([key, member]) => (
        <div key={key} className={styles.row}>
          <TextField
            value={key}
            label={`${name}: name`}
            mono
            onCommit={(next) => next !== undefined && onRename(key, next)}
          />
          <TextField
            value={shown === undefined ? member : shown(member)}
            label={`${name}: value of ${key}`}
            mono
            onCommit={(text) => onSet(key, text === undefined ? "" : (read?.(text) ?? text))}
          />
          <button
            type="button"
            className={styles.small}
            aria-label={`Remove ${key}`}
            onClick={() => onSet(key, undefined)}
          >
            ×
          </button>
        </div>
      ))}
      {added === undefined ? (
        <button type="button" className={styles.add} onClick={() => setAdded("")}>
          Add {name}
        </button>
      ) : (
        <Input
          autoFocus
          aria-label={`Name of the new ${name}`}
          placeholder="Name"
          value={added}
          className={styles.mono}
          onChange={(event) => setAdded(event.target.value)}
          onPressEnter={keep}
          onBlur={keep}
        />
      )}
    </div>
  );
}
