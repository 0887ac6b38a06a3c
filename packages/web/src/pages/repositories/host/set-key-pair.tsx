import { useAction } from "../../../client/use-action.ts";
import { FormDialog } from "../../../common/form-dialog.tsx";
import { textOf } from "../../../common/form-values.ts";
import type { Host } from "./use-host.ts";

/** A key pair for SSH; its private key is read by nobody again. */
export function SetKeyPair({
  host: { repository, title },
  onClose,
}: {
  readonly host: Host;
  readonly onClose: () => void;
}) {
  const set = useAction("repositories.set-host-key-pair", {
    changesOnly: ["repositories.host-ssh"],
    onDone: onClose,
  });
  return (
    <FormDialog
      title={`A key pair for what runs on ${title}`}
      button="Save"
      fields={[
        { name: "privateKey", label: "Private key", kind: "code", hint: "Nobody can read it again" },
        { name: "publicKey", label: "Public key", kind: "long", placeholder: "ssh-ed25519 AAAA… shop" },
      ]}
      busy={set.isPending}
      problem={set.error}
      onSubmit={(values) =>
        set.mutate({
          repository: repository.id,
          // Not trimmed: a key's last line end counts.
          privateKey: typeof values.privateKey === "string" ? values.privateKey : "",
          publicKey: textOf(values, "publicKey"),
        })
      }
      onClose={onClose}
    >
      <p>
        <code>ssh-keygen -t ed25519 -N '' -f pipelines</code> makes one: give both files here, and the public one to the
        machines that are to let it in.
      </p>
    </FormDialog>
  );
}
