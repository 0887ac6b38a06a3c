import styles from "./fields.module.css";
import { Field, ListField, NumberField, SwitchField, TextField } from "./fields.tsx";
import { PairsField } from "./pairs-field.tsx";
import { type PanelContext, wrongAt } from "./panel-context.ts";
import { isRecord, listOf, member, textOf } from "./written.ts";

/** One instance for each combination of values. */
export function MatrixPart({ context }: { readonly context: PanelContext }) {
  const { stage, written, set, edit } = context;
  const axes = member(written, "matrix", "axes");
  return (
    <>
      <Field name="Axes" about="Lists of values by name, parted by commas" wrong={wrongAt(context, "matrix")}>
        {() =>
          typeof axes === "string" ? (
            <code>{axes}</code>
          ) : (
            <PairsField
              name="axis"
              value={axes}
              beginning={["a", "b"]}
              shown={(value) => (Array.isArray(value) ? value.map(textOf).join(", ") : value)}
              read={readValues}
              onSet={(key, value) => set(["matrix", "axes", key], value)}
              onRename={(key, name) =>
                edit(
                  { kind: "rename-key", path: ["stages", stage, "matrix", "axes", key], name },
                  `Rename the axis ${key}`,
                )
              }
            />
          )
        }
      </Field>
      {axes === undefined ? null : (
        <>
          <Field name="At most at once">
            {(id) => (
              <NumberField
                id={id}
                min={1}
                value={member(written, "matrix", "maxParallel")}
                onCommit={(value) => set(["matrix", "maxParallel"], value)}
              />
            )}
          </Field>
          <Field name="When one fails, cancel the others">
            {(id) => (
              <SwitchField
                id={id}
                value={member(written, "matrix", "failFast")}
                onCommit={(value) => set(["matrix", "failFast"], value)}
              />
            )}
          </Field>
        </>
      )}
    </>
  );
}

/** `22, 24, next` as a list: numbers are numbers, an expression stays one text. */
function readValues(text: string): unknown {
  if (text.includes("${{")) return text;
  return text.split(",").map((part) => {
    const word = part.trim();
    return /^-?\d+(?:\.\d+)?$/.test(word) && String(Number(word)) === word ? Number(word) : word;
  });
}

export function VariablesPart({ context }: { readonly context: PanelContext }) {
  const { stage, written, set, edit, secrets } = context;
  return (
    <>
      <Field name="Variables" wrong={wrongAt(context, "variables")}>
        {() => (
          <PairsField
            name="variable"
            value={member(written, "variables")}
            onSet={(key, value) => set(["variables", key], value)}
            onRename={(key, name) =>
              edit(
                { kind: "rename-key", path: ["stages", stage, "variables", key], name },
                `Rename the variable ${key}`,
              )
            }
          />
        )}
      </Field>
      <Field
        name="Secrets"
        about="Given to the stage as variables and masked everywhere"
        wrong={wrongAt(context, "secrets")}
      >
        {(id) => (
          <ListField
            id={id}
            value={member(written, "secrets")}
            known={secrets}
            placeholder="None"
            onCommit={(list) => set(["secrets"], list)}
          />
        )}
      </Field>
    </>
  );
}

/** What it keeps: artifacts, caches, reports. */
export function FilesPart({ context }: { readonly context: PanelContext }) {
  const { written, set } = context;
  return (
    <>
      <h4>Artifacts</h4>
      <Cards
        list={listOf(member(written, "artifacts"))}
        name="artifact"
        onAdd={(index) =>
          set(["artifacts", index], { name: index === 0 ? "files" : `files-${index + 1}`, paths: ["dist/**"] })
        }
        onRemove={(index) => set(["artifacts", index], undefined)}
        head={(item, index) => (
          <TextField
            value={member(item, "name")}
            label="Name of the artifact"
            mono
            onCommit={(name) => set(["artifacts", index, "name"], name)}
          />
        )}
        body={(item, index) => (
          <ListField
            id={`artifact-${index}`}
            value={member(item, "paths")}
            placeholder="dist/**"
            onCommit={(paths) => set(["artifacts", index, "paths"], paths ?? [])}
          />
        )}
      />
      <h4>Caches</h4>
      <Cards
        list={listOf(member(written, "cache"))}
        name="cache"
        onAdd={(index) => set(["cache", index], { key: "deps-${{ hashFiles('package-lock.json') }}", paths: [".npm"] })}
        onRemove={(index) => set(["cache", index], undefined)}
        head={(item, index) => (
          <TextField
            value={member(item, "key")}
            label="Key of the cache"
            mono
            onCommit={(key) => set(["cache", index, "key"], key)}
          />
        )}
        body={(item, index) => (
          <ListField
            id={`cache-${index}`}
            value={member(item, "paths")}
            placeholder=".npm"
            onCommit={(paths) => set(["cache", index, "paths"], paths ?? [])}
          />
        )}
      />
      <Field name="JUnit reports" wrong={wrongAt(context, "reports")}>
        {(id) => (
          <ListField
            id={id}
            value={member(written, "reports", "junit")}
            placeholder="reports/*.xml"
            onCommit={(list) => set(["reports", "junit"], list)}
          />
        )}
      </Field>
    </>
  );
}

function Cards({
  list,
  name,
  onAdd,
  onRemove,
  head,
  body,
}: {
  readonly list: readonly unknown[];
  readonly name: string;
  readonly onAdd: (index: number) => void;
  readonly onRemove: (index: number) => void;
  readonly head: (item: unknown, index: number) => React.ReactNode;
  readonly body: (item: unknown, index: number) => React.ReactNode;
}) {
  return (
    <div className={styles.field}>
      {list.map((item, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: its place is its identity while its name is being written
        <div key={index} className={styles.card}>
          <div className={styles.cardHead}>
            {head(item, index)}
            <button
              type="button"
              className={styles.small}
              aria-label={`Remove ${name} ${index + 1}`}
              onClick={() => onRemove(index)}
            >
              ×
            </button>
          </div>
          {body(item, index)}
        </div>
      ))}
      <button type="button" className={styles.add} onClick={() => onAdd(list.length)}>
        Add {name === "artifact" ? "an artifact" : `a ${name}`}
      </button>
    </div>
  );
}

/** Where it runs. */
export function ContainerPart({ context }: { readonly context: PanelContext }) {
  const { stage, written, set, edit } = context;
  return (
    <>
      <Field name="Image" about="A container to run in" wrong={wrongAt(context, "image")}>
        {(id) => (
          <TextField
            id={id}
            value={member(written, "image")}
            mono
            placeholder="None: where the executor says"
            onCommit={(image) => set(["image"], image)}
          />
        )}
      </Field>
      <Field name="Services" about="Containers beside the stage, by host name" wrong={wrongAt(context, "services")}>
        {() => (
          <PairsField
            name="service"
            value={member(written, "services")}
            beginning={{ image: "postgres:17" }}
            shown={(value) => (isRecord(value) ? value.image : value)}
            read={(image) => image}
            onSet={(key, value) =>
              set(typeof value === "string" ? ["services", key, "image"] : ["services", key], value)
            }
            onRename={(key, name) =>
              edit({ kind: "rename-key", path: ["stages", stage, "services", key], name }, `Rename the service ${key}`)
            }
          />
        )}
      </Field>
      <Field name="Folder" wrong={wrongAt(context, "workingDirectory")}>
        {(id) => (
          <TextField
            id={id}
            value={member(written, "workingDirectory")}
            mono
            placeholder="The workspace"
            onCommit={(value) => set(["workingDirectory"], value)}
          />
        )}
      </Field>
      <Field name="Starts with the repository's files">
        {(id) => (
          <SwitchField
            id={id}
            standard
            value={member(written, "checkout")}
            onCommit={(value) => set(["checkout"], value)}
          />
        )}
      </Field>
    </>
  );
}

/** How long, how often, how much. */
export function LimitsPart({ context }: { readonly context: PanelContext }) {
  const { written, set } = context;
  return (
    <>
      <Field name="Ends after" wrong={wrongAt(context, "timeout")}>
        {(id) => (
          <TextField
            id={id}
            value={member(written, "timeout")}
            placeholder="30m"
            onCommit={(value) => set(["timeout"], value)}
          />
        )}
      </Field>
      <Field name="Attempts in all" wrong={wrongAt(context, "retry")}>
        {(id) => (
          <NumberField
            id={id}
            min={1}
            max={100}
            placeholder="1"
            value={member(written, "retry", "attempts")}
            onCommit={(value) => set(["retry", "attempts"], value)}
          />
        )}
      </Field>
      {member(written, "retry") === undefined ? null : (
        <Field name="Pause before the second attempt" wrong={wrongAt(context, "retry", "backoff")}>
          {(id) => (
            <TextField
              id={id}
              value={member(written, "retry", "backoff")}
              placeholder="5s"
              onCommit={(value) => set(["retry", "backoff"], value)}
            />
          )}
        </Field>
      )}
      <Field name="Cores" wrong={wrongAt(context, "resources", "cpu")}>
        {(id) => (
          <NumberField
            id={id}
            min={0.1}
            value={member(written, "resources", "cpu")}
            onCommit={(value) => set(["resources", "cpu"], value)}
          />
        )}
      </Field>
      <Field name="Memory" wrong={wrongAt(context, "resources", "memory")}>
        {(id) => (
          <TextField
            id={id}
            value={member(written, "resources", "memory")}
            placeholder="1Gi"
            onCommit={(value) => set(["resources", "memory"], value)}
          />
        )}
      </Field>
      <Field name="A failure counts as success">
        {(id) =>
          isRecord(member(written, "allowFailure")) ? (
            <code>{textOf(member(written, "allowFailure"))}</code>
          ) : (
            <SwitchField
              id={id}
              value={member(written, "allowFailure")}
              onCommit={(value) => set(["allowFailure"], value)}
            />
          )
        }
      </Field>
    </>
  );
}
