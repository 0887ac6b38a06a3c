import { Field, ListField } from "./fields.tsx";
import { PairsField } from "./pairs-field.tsx";
import { type PanelContext, wrongAt } from "./panel-context.ts";
import { member } from "./written.ts";

/** What its commands find in their environment. */
export function VariablesPart({ context }: { readonly context: PanelContext }) {
  return (
    <Field name="Variables" wrong={wrongAt(context, "variables")}>
      {() => <PairsField context={context} path={["variables"]} name="variable" />}
    </Field>
  );
}

export function SecretsPart({ context }: { readonly context: PanelContext }) {
  const { written, set, names } = context;
  return (
    <Field
      name="Secrets"
      about="Given to the stage as variables and masked everywhere"
      wrong={wrongAt(context, "secrets")}
    >
      {(id) => (
        <ListField
          id={id}
          value={member(written, "secrets")}
          known={names.secrets ?? []}
          placeholder="None"
          onCommit={(list) => set(["secrets"], list)}
        />
      )}
    </Field>
  );
}
