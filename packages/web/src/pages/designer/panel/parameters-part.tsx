import { Input } from "antd";
import { useState } from "react";
import { SmallButton } from "../small-button.tsx";
import styles from "./fields.module.css";
import { ChoiceField, ListField, NumberField, SwitchField, TextField } from "./fields.tsx";
import { type PanelContext, wrongAt } from "./panel-context.ts";
import { isRecord, member } from "./written.ts";

const types = ["string", "boolean", "choice", "number", "secret"];

/** Typed values that are asked for when somebody starts it. */
export function ParametersPart({ context }: { readonly context: PanelContext }) {
  const { written, set } = context;
  const parameters = member(written, "parameters");
  const [added, setAdded] = useState<string | undefined>(undefined);
  const keep = (): void => {
    if (added !== undefined && added !== "") set(["parameters", added], { type: "string" });
    setAdded(undefined);
  };
  return (
    <>
      {Object.keys(isRecord(parameters) ? parameters : {}).map((name) => (
        <Parameter key={name} context={context} name={name} />
      ))}
      {added === undefined ? (
        <SmallButton adds onClick={() => setAdded("")}>
          Add a parameter
        </SmallButton>
      ) : (
        <Input
          autoFocus
          aria-label="Name of the new parameter"
          placeholder="Name"
          value={added}
          className={styles.mono}
          onChange={(event) => setAdded(event.target.value)}
          onPressEnter={keep}
          onBlur={keep}
        />
      )}
    </>
  );
}

function Parameter({ context, name }: { readonly context: PanelContext; readonly name: string }) {
  const { root, written, set, edit } = context;
  const path = ["parameters", name];
  const value = member(written, ...path);
  const type = member(value, "type");
  const wrong = wrongAt(context, ...path);
  return (
    <div className={styles.card}>
      <div className={styles.cardHead}>
        <TextField
          value={name}
          label={`Parameter ${name}: name`}
          mono
          onCommit={(next) =>
            next !== undefined &&
            edit({ kind: "rename-key", path: [...root, ...path], name: next }, `Rename the parameter ${name}`)
          }
        />
        <button
          type="button"
          className={styles.small}
          aria-label={`Remove ${name}`}
          onClick={() => set(path, undefined)}
        >
          ×
        </button>
      </div>
      <ChoiceField
        id={`parameter-${name}`}
        label={`Parameter ${name}: type`}
        value={type}
        options={types}
        onCommit={(next = "string") =>
          // What only the other type has goes with it.
          set(path, { type: next, ...kept(value), ...(next === "choice" ? { options: ["a", "b"] } : {}) })
        }
      />
      <TextField
        value={member(value, "description")}
        label={`Parameter ${name}: what it is for`}
        placeholder="What it is for"
        onCommit={(text) => set([...path, "description"], text)}
      />
      {type === "choice" ? (
        <ListField
          id={`options-${name}`}
          label={`Parameter ${name}: choices`}
          value={member(value, "options")}
          onCommit={(list) => set([...path, "options"], list ?? [])}
        />
      ) : null}
      <Standard context={context} name={name} type={type} value={value} />
      <Bounds context={context} name={name} type={type} value={value} />
      {wrong === undefined ? null : <p className={styles.wrong}>{wrong}</p>}
    </div>
  );
}

function kept(value: unknown): { readonly description?: unknown } {
  const description = member(value, "description");
  return description === undefined ? {} : { description };
}

interface ParameterPartProps {
  readonly context: PanelContext;
  readonly name: string;
  readonly type: unknown;
  readonly value: unknown;
}

/** Which values it takes, beyond its type. */
function Bounds({ context, name, type, value }: ParameterPartProps) {
  const set = (key: string, next: unknown): void => context.set(["parameters", name, key], next);
  if (type === "number") {
    return (
      <>
        <NumberField
          id={`min-${name}`}
          label={`Parameter ${name}: least`}
          placeholder="At least"
          value={member(value, "min")}
          onCommit={(next) => set("min", next)}
        />
        <NumberField
          id={`max-${name}`}
          label={`Parameter ${name}: most`}
          placeholder="At most"
          value={member(value, "max")}
          onCommit={(next) => set("max", next)}
        />
      </>
    );
  }
  if (type !== "string") return null;
  return (
    <TextField
      label={`Parameter ${name}: pattern`}
      placeholder="A regular expression that all of it matches"
      mono
      value={member(value, "pattern")}
      onCommit={(next) => set("pattern", next)}
    />
  );
}

/** What it is unless somebody says otherwise; a secret is nothing. */
function Standard({ context, name, type, value }: ParameterPartProps) {
  const label = `Parameter ${name}: default`;
  const standard = member(value, "default");
  const commit = (next: unknown): void => context.set(["parameters", name, "default"], next);
  switch (type) {
    case "boolean":
      return <SwitchField id={`default-${name}`} label={label} value={standard} onCommit={commit} />;
    case "number":
      return (
        <NumberField id={`default-${name}`} label={label} placeholder="Default" value={standard} onCommit={commit} />
      );
    case "secret":
      return null;
    default:
      return <TextField label={label} placeholder="Default" value={standard} onCommit={commit} />;
  }
}
