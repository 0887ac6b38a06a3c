import type { InputOf, OutputOf } from "@headrace/app/client";
import { type ReactNode, useState } from "react";
import { useAction } from "../client/use-action.ts";
import { useOperation } from "../client/use-operation.ts";
import { FormDialog } from "./form-dialog.tsx";
import { HostLeftovers } from "./host-leftovers.tsx";
import { ReasonedButton } from "./reasoned-button.tsx";
import { turned } from "./turned.ts";

export interface RemoveButtonProps<Name extends Removing> {
  /** A verb. */
  readonly label: string;
  readonly operation: Name;
  /** What is removed, as the operation names it. */
  readonly target: InputOf<Name> & InputOf<(typeof lists)[Name]>;
  /** What is asked before: "Remove web-app?" */
  readonly question: string;
  /** What happens then, and what does not come back. */
  readonly children: ReactNode;
  readonly changes?: readonly string[];
  readonly onDone?: () => void;
}

/** What may have been made on a host of code for it, and where that is listed. */
const lists = {
  "repositories.delete": "repositories.leftovers",
  "pipelines.archive": "pipelines.leftovers",
  "pipelines.purge": "pipelines.leftovers",
  "connections.delete": "connections.leftovers",
} as const;
type Removing = keyof typeof lists;

/** A button for what takes something away here: it says what will happen, and offers to clean up on the host of code. */
export function RemoveButton<Name extends Removing>(props: RemoveButtonProps<Name>) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <ReasonedButton why={undefined} danger onClick={() => setOpen(true)}>
        {props.label}
      </ReasonedButton>
      {open ? <RemoveDialog {...props} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function RemoveDialog<Name extends Removing>(props: RemoveButtonProps<Name> & { readonly onClose: () => void }) {
  const { label, operation, target, question, children, changes = [], onDone, onClose } = props;
  const [otherwise, setOtherwise] = useState<ReadonlySet<string>>(new Set());
  const listed = useOperation(lists[operation], target);
  const found: OutputOf<"repositories.leftovers"> | undefined = listed.data;
  const chosen =
    found?.items.filter(({ key, suggested }) => suggested !== otherwise.has(key)).map(({ key }) => key) ?? [];
  const action = useAction(operation, {
    changes,
    onDone: () => {
      onClose();
      onDone?.();
    },
  });
  const turn = (key: string): void => setOtherwise(turned(otherwise, [key]));
  return (
    <FormDialog
      title={question}
      button={label}
      danger
      fields={[]}
      busy={action.isPending}
      problem={action.error}
      onSubmit={() =>
        action.mutate(chosen.length === 0 ? target : { ...target, removeOnHost: chosen }, {
          // What was removed there before something was refused is listed no more.
          onError: () => void listed.refetch(),
        })
      }
      onClose={onClose}
    >
      {children}
      <HostLeftovers found={found} problem={listed.error} chosen={chosen} onTurn={turn} />
    </FormDialog>
  );
}
