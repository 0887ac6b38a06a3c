import { useAction } from "../../client/use-action.ts";
import { FormDialog } from "../../common/form-dialog.tsx";
import { textOf } from "../../common/form-values.ts";
import type { SettingPlace } from "./secrets.tsx";

/** A new variable, or another value for one that is there. */
export function SetVariable({
  place,
  name,
  value = "",
  onClose,
}: {
  readonly place: SettingPlace;
  readonly name?: string;
  readonly value?: string;
  readonly onClose: () => void;
}) {
  const set = useAction("variables.set", { onDone: onClose });
  return (
    <FormDialog
      title={name === undefined ? "New variable" : `Change ${name}`}
      button="Save"
      fields={[
        ...(name === undefined ? [{ name: "name", label: "Name", placeholder: "REGION" }] : []),
        { name: "value", label: "Value", kind: "long", optional: true },
      ]}
      initial={{ value }}
      busy={set.isPending}
      problem={set.error}
      onSubmit={(values) =>
        set.mutate({
          ...place,
          name: name ?? textOf(values, "name"),
          value: typeof values.value === "string" ? values.value : "",
        })
      }
      onClose={onClose}
    />
  );
}
