import type { OutputOf } from "@headrace/app/client";
import { useAction } from "../../client/use-action.ts";
import { FormDialog } from "../../common/form-dialog.tsx";
import { textOf } from "../../common/form-values.ts";
import { ownerWords } from "./owner-words.ts";

/** What it is called, whose repositories it sees, and how much it may ask for. */
export function ChangeConnection({
  connection,
  onClose,
}: {
  readonly connection: OutputOf<"connections.get">;
  readonly onClose: () => void;
}) {
  const update = useAction("connections.update", { onDone: onClose });
  return (
    <FormDialog
      title={`Change ${connection.name}`}
      button="Save"
      fields={[
        { name: "name", label: "Name" },
        { name: "owner", ...ownerWords[connection.kind] },
        {
          name: "requestLimit",
          label: "Requests an hour",
          kind: "number",
          optional: true,
          hint: "What the host allows where it is empty",
        },
      ]}
      initial={connection}
      busy={update.isPending}
      problem={update.error}
      onSubmit={(values) => {
        const limit = textOf(values, "requestLimit");
        update.mutate({
          connection: connection.id,
          name: textOf(values, "name"),
          owner: textOf(values, "owner"),
          requestLimit: limit === "" ? null : Number(limit),
        });
      }}
      onClose={onClose}
    >
      <p>It is tried again before it is saved.</p>
    </FormDialog>
  );
}
