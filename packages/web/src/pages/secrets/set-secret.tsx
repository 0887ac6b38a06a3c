import { useAction } from "../../client/use-action.ts";
import { usePages } from "../../client/use-pages.ts";
import { FormDialog } from "../../common/form-dialog.tsx";
import { flagOf, listOf, textOf } from "../../common/form-values.ts";
import type { SettingPlace } from "./secrets.tsx";

/** A new secret, or another value or other rules for one that is there. */
export function SetSecret({
  place,
  name,
  onClose,
}: {
  readonly place: SettingPlace;
  readonly name?: string;
  readonly onClose: () => void;
}) {
  const { items = [] } = usePages("secrets.list", place);
  const known = items.find((each) => each.name === name);
  const set = useAction("secrets.set", { onDone: onClose });
  return (
    <FormDialog
      title={name === undefined ? "New secret" : `Change ${name}`}
      button={name === undefined ? "Seal it" : "Save"}
      fields={[
        ...(name === undefined ? [{ name: "name", label: "Name", placeholder: "DEPLOY_TOKEN" }] : []),
        {
          name: "value",
          label: "Value",
          kind: "password",
          ...(name === undefined ? {} : { optional: true, placeholder: "Stays as it is" }),
        },
        { name: "environments", label: "Only in these environments", kind: "words", optional: true },
        {
          name: "branches",
          label: "Only on these branches",
          kind: "words",
          optional: true,
          hint: "Patterns; empty for all",
        },
        { name: "tags", label: "Only for these tags", kind: "words", optional: true },
        { name: "protected", label: "Only on protected branches", kind: "switch" },
      ]}
      initial={{ ...known?.rules }}
      busy={set.isPending}
      problem={set.error}
      onSubmit={(values) => {
        // Not trimmed: a key's last line end counts.
        const { value } = values;
        set.mutate({
          ...place,
          name: name ?? textOf(values, "name"),
          ...(typeof value === "string" && value !== "" ? { value } : {}),
          rules: {
            environments: listOf(values, "environments"),
            branches: listOf(values, "branches"),
            tags: listOf(values, "tags"),
            triggers: [...(known?.rules.triggers ?? [])],
            protected: flagOf(values, "protected"),
          },
        });
      }}
      onClose={onClose}
    />
  );
}
