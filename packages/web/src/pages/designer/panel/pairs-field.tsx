import type { ModelPath } from "@headrace/pipeline";
import { Input } from "antd";
import { useState } from "react";
import { SmallButton } from "../small-button.tsx";
import { ExpressionField } from "./expression-field.tsx";
import styles from "./fields.module.css";
import { TextField } from "./fields.tsx";
import type { PanelContext } from "./panel-context.ts";
import { member } from "./written.ts";

export interface PairsFieldProps {
  readonly context: PanelContext;
  /** Where the pairs stand, below what the panel is of. */
  readonly path: ModelPath;
  /** What one of them is called. */
  readonly name: string;
  /** What a new pair begins with. */
  readonly beginning?: unknown;
  /** Where the text of a pair is written, below it. */
  readonly inside?: (value: unknown) => ModelPath;
  /** Text of a value, and back. */
  readonly shown?: (value: unknown) => unknown;
  readonly read?: (text: string) => unknown;
}

/** Names and values, one a row. */
export function PairsField({ context, path, name, beginning = "", inside, shown, read }: PairsFieldProps) {
  const value = member(context.written, ...path);
  const onSet = (key: string, next: unknown): void => context.set([...path, key], next);
  const onRename = (key: string, next: string): void =>
    context.edit({ kind: "rename-key", path: [...context.root, ...path, key], name: next }, `Rename ${key}`);
  const pairs = typeof value === "object" && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
  const [added, setAdded] = useState<string | undefined>(undefined);
  const keep = (): void => {
    if (added !== undefined && added !== "") onSet(added, beginning);
    setAdded(undefined);
  };
  return (
    <div>
      {pairs.map(([key, each]) => (
        <div key={key} className={styles.row}>
          <TextField
            value={key}
            label={`${name}: name`}
            mono
            onCommit={(next) => next !== undefined && onRename(key, next)}
          />
          <ExpressionField
            context={context}
            path={[...path, key, ...(inside?.(each) ?? [])]}
            value={shown === undefined ? each : shown(each)}
            label={`${name}: value of ${key}`}
            onCommit={(text = "") =>
              context.set([...path, key, ...(inside?.(each) ?? [])], read === undefined ? text : read(text))
            }
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
        <SmallButton adds onClick={() => setAdded("")}>
          Add {name}
        </SmallButton>
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
