import { useState } from "react";
import { useAction } from "../../../client/use-action.ts";
import type { ItemOf } from "../../../client/use-pages.ts";
import { FormDialog } from "../../../common/form-dialog.tsx";
import { flagOf, textOf } from "../../../common/form-values.ts";
import type { VariableLevel } from "./variable-level.ts";

/** A new variable on the host, or another value for one that is there; what is secured stays so. */
export function SetHostVariable({
  place,
  title,
  known,
  onClose,
}: {
  readonly place: VariableLevel & { readonly repository: string };
  readonly title: string;
  readonly known?: ItemOf<"repositories.host-variables">;
  readonly onClose: () => void;
}) {
  const [secured, setSecured] = useState(known?.secured ?? false);
  const set = useAction("repositories.set-host-variable", {
    changesOnly: ["repositories.host-variables"],
    onDone: onClose,
  });
  return (
    <FormDialog
      title={known === undefined ? `New variable on ${title}` : `Change ${known.name} on ${title}`}
      button="Save"
      fields={[
        ...(known === undefined
          ? ([
              { name: "name", label: "Name", placeholder: "REGION" },
              { name: "secured", label: "Secured", kind: "switch", hint: "Nobody can read its value again" },
            ] as const)
          : []),
        { name: "value", label: "Value", kind: secured ? "password" : "long", optional: !secured },
      ]}
      initial={{ value: known?.value ?? "" }}
      busy={set.isPending}
      problem={set.error}
      onChange={(values) => setSecured(known?.secured ?? flagOf(values, "secured"))}
      onSubmit={(values) =>
        set.mutate({
          ...place,
          name: known?.name ?? textOf(values, "name"),
          // Not trimmed: a key's last line end counts.
          value: typeof values.value === "string" ? values.value : "",
          secured,
        })
      }
      onClose={onClose}
    />
  );
}
