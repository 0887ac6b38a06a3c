import { Problem } from "@headrace/app/client";
import { useId, useState } from "react";
import { useAction } from "../../../client/use-action.ts";
import { FormDialog } from "../../../common/form-dialog.tsx";
import { flagOf, textOf } from "../../../common/form-values.ts";
import styles from "./host.module.css";
import type { Host } from "./use-host.ts";

/** A file of one's own, to lie with the repository on its host. */
export function AddHostDownload({
  host: { repository, title },
  onClose,
}: {
  readonly host: Host;
  readonly onClose: () => void;
}) {
  const [file, setFile] = useState<File>();
  const [fault, setFault] = useState<Problem>();
  const id = useId();
  const add = useAction("repositories.add-host-download", {
    changesOnly: ["repositories.host-downloads"],
    body: file,
    onDone: onClose,
  });
  return (
    <FormDialog
      title={`Upload a file to ${title}`}
      button="Upload"
      fields={[
        { name: "name", label: "Name there", hint: "That of the file unless said", optional: true },
        { name: "replace", label: "Take the place of one of the same name", kind: "switch" },
      ]}
      busy={add.isPending}
      problem={fault ?? add.error}
      onSubmit={(values) => {
        setFault(file === undefined ? noFile : undefined);
        if (file === undefined) return;
        const name = textOf(values, "name") || file.name;
        add.mutate({ repository: repository.id, name, replace: flagOf(values, "replace") });
      }}
      onClose={onClose}
    >
      <p className={styles.file}>
        <label htmlFor={id}>File</label>
        <input id={id} type="file" onChange={({ target }) => setFile(target.files?.[0])} />
      </p>
    </FormDialog>
  );
}

const noFile = new Problem("invalid-input", "no file is chosen", { mend: "choose one" });
