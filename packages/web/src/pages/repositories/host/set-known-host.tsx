import { Problem } from "@headrace/app/client";
import { useState } from "react";
import { useAction } from "../../../client/use-action.ts";
import { FormDialog } from "../../../common/form-dialog.tsx";
import { textOf } from "../../../common/form-values.ts";
import type { Host } from "./use-host.ts";

/** A machine that runs on the host shall believe, as `ssh-keyscan` prints it. */
export function SetKnownHost({
  host: { repository, title },
  onClose,
}: {
  readonly host: Host;
  readonly onClose: () => void;
}) {
  const [fault, setFault] = useState<Problem>();
  const set = useAction("repositories.set-known-host", { changesOnly: ["repositories.host-ssh"], onDone: onClose });
  return (
    <FormDialog
      title={`A machine that ${title} shall believe`}
      button="Save"
      fields={[
        {
          name: "line",
          label: "As ssh-keyscan prints it",
          kind: "long",
          placeholder: "git.example.org ssh-ed25519 AAAA…",
        },
      ]}
      busy={set.isPending}
      problem={fault ?? set.error}
      onSubmit={(values) => {
        const [host = "", keyType = "", key = "", ...rest] = textOf(values, "line").split(/\s+/);
        const isLine = key !== "" && rest.length === 0;
        setFault(isLine ? undefined : wrongLine);
        if (isLine) set.mutate({ repository: repository.id, host, keyType, key });
      }}
      onClose={onClose}
    >
      <p>
        <code>ssh-keyscan -t ed25519 git.example.org</code> prints the line. Compare its fingerprint with what the
        machine says of itself: whoever stands between could have answered.
      </p>
    </FormDialog>
  );
}

const message = "this is not one line of a host, a type and a key";
const mend = "give the line that does not begin with #";
const wrongLine = new Problem("invalid-input", message, { mend, faults: [{ path: "line", message, mend }] });
