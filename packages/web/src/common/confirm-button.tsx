import type { InputOf, OperationName } from "@headrace/app/client";
import { type ReactNode, useState } from "react";
import { useAction } from "../client/use-action.ts";
import { FormDialog } from "./form-dialog.tsx";
import { ReasonedButton } from "./reasoned-button.tsx";

export interface ConfirmButtonProps<Name extends OperationName> {
  /** A verb. */
  readonly label: string;
  readonly operation: Name;
  readonly input: InputOf<Name>;
  /** What is asked before: "Remove web-app?" */
  readonly question: string;
  /** What happens then, and what does not come back. */
  readonly children: ReactNode;
  readonly changes?: readonly string[];
  readonly changesOnly?: readonly OperationName[];
  readonly onDone?: () => void;
  readonly small?: boolean;
  /** Why it cannot be done, as a sentence; undefined where it can. */
  readonly why?: string | undefined;
}

/** A button for what cannot be undone: it says what will happen before it does. */
export function ConfirmButton<Name extends OperationName>(props: ConfirmButtonProps<Name>) {
  const { label, operation, input, question, children, changes = [], changesOnly, onDone, small = false, why } = props;
  const [open, setOpen] = useState(false);
  const action = useAction(operation, {
    changes,
    ...(changesOnly === undefined ? {} : { changesOnly }),
    onDone: () => {
      setOpen(false);
      onDone?.();
    },
  });
  return (
    <>
      <ReasonedButton
        why={why}
        danger
        {...(small ? { type: "text" as const, size: "small" as const } : {})}
        onClick={() => setOpen(true)}
      >
        {label}
      </ReasonedButton>
      {open ? (
        <FormDialog
          title={question}
          button={label}
          danger
          fields={[]}
          busy={action.isPending}
          problem={action.error}
          onSubmit={() => action.mutate(input)}
          onClose={() => setOpen(false)}
        >
          {children}
        </FormDialog>
      ) : null}
    </>
  );
}
