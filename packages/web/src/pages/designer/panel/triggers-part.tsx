import { Cards } from "./cards.tsx";
import { Field, ListField, SwitchField, TextField } from "./fields.tsx";
import { type PanelContext, wrongAt } from "./panel-context.ts";
import { type SchemaField, SchemaFields } from "./schema-fields.tsx";
import { listOf, member } from "./written.ts";

const branches: SchemaField = { key: "branches", name: "Only of these branches", placeholder: "Every branch" };
const paths: readonly SchemaField[] = [
  { key: "paths", name: "Only if one of these files changed", placeholder: "src/**" },
  { key: "ignorePaths", name: "Not if only these changed", placeholder: "docs/**" },
];

/** What starts it, once it is active. */
export function TriggersPart({ context }: { readonly context: PanelContext }) {
  const { written, set } = context;
  return (
    <>
      <Presence context={context} name="A push" trigger="push" />
      {isOn(member(written, "triggers", "push")) ? (
        <SchemaFields
          context={context}
          of="Triggers"
          at={["triggers"]}
          fields={below("push", [
            branches,
            { key: "ignoreBranches", name: "Of every branch but these", placeholder: "dependabot/**" },
            { key: "tags", name: "Or of these tags", placeholder: "v*" },
            ...paths,
          ])}
        />
      ) : null}
      <Presence context={context} name="A pull request" trigger="pullRequest" />
      {isOn(member(written, "triggers", "pullRequest")) ? (
        <SchemaFields
          context={context}
          of="Triggers"
          at={["triggers"]}
          fields={below("pullRequest", [{ ...branches, name: "Only into these branches" }, ...paths])}
        />
      ) : null}
      <SchemaFields
        context={context}
        of="Triggers"
        at={["triggers"]}
        fields={[{ key: "manual", name: "A person", standard: true }]}
      />
      <h4>Schedules</h4>
      <Cards
        list={listOf(member(written, "triggers", "schedule"))}
        name="schedule"
        adding="Add a schedule"
        onAdd={(place) => set(["triggers", "schedule", place], { cron: "0 3 * * *" })}
        onRemove={(place) => set(["triggers", "schedule", place], undefined)}
        head={(item, place) => (
          <TextField
            value={member(item, "cron")}
            label={`Schedule ${place + 1}: when, as cron writes it`}
            mono
            onCommit={(cron) => set(["triggers", "schedule", place, "cron"], cron)}
          />
        )}
      >
        {(item, place) => (
          <>
            <TextField
              value={member(item, "timezone")}
              label={`Schedule ${place + 1}: time zone`}
              placeholder="UTC"
              onCommit={(zone) => set(["triggers", "schedule", place, "timezone"], zone)}
            />
            <TextField
              value={member(item, "branch")}
              label={`Schedule ${place + 1}: branch`}
              placeholder="The default branch"
              onCommit={(branch) => set(["triggers", "schedule", place, "branch"], branch)}
            />
          </>
        )}
      </Cards>
      <h4>The end of another pipeline</h4>
      <Cards
        list={listOf(member(written, "triggers", "pipeline"))}
        name="pipeline"
        adding="Add a pipeline to wait for"
        onAdd={(place) => set(["triggers", "pipeline", place], { pipeline: "build" })}
        onRemove={(place) => set(["triggers", "pipeline", place], undefined)}
        head={(item, place) => (
          <TextField
            value={member(item, "pipeline")}
            label={`Pipeline ${place + 1}: its name`}
            onCommit={(name) => set(["triggers", "pipeline", place, "pipeline"], name)}
          />
        )}
      >
        {(item, place) => (
          <ListField
            id={`pipeline-${place}-on`}
            value={member(item, "on")}
            known={["success", "failure", "always"]}
            label={`Pipeline ${place + 1}: which ends of it`}
            placeholder="When it succeeds"
            onCommit={(ends) => set(["triggers", "pipeline", place, "on"], ends)}
          />
        )}
      </Cards>
    </>
  );
}

function below(trigger: string, fields: readonly SchemaField[]): readonly SchemaField[] {
  return fields.map((field) => ({ ...field, key: `${trigger}.${field.key}` }));
}

function isOn(trigger: unknown): boolean {
  return trigger !== undefined && trigger !== false;
}

function Presence({
  context,
  name,
  trigger,
}: {
  readonly context: PanelContext;
  readonly name: string;
  readonly trigger: string;
}) {
  return (
    <Field name={name} wrong={wrongAt(context, "triggers", trigger)}>
      {(id) => (
        <SwitchField
          id={id}
          value={isOn(member(context.written, "triggers", trigger))}
          onCommit={(on) => context.set(["triggers", trigger], on === true ? {} : undefined)}
        />
      )}
    </Field>
  );
}
