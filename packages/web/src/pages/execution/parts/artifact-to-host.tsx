import { useState } from "react";
import { useAction } from "../../../client/use-action.ts";
import type { ItemOf } from "../../../client/use-pages.ts";
import { FormDialog } from "../../../common/form-dialog.tsx";
import { flagOf, givenText, textOf } from "../../../common/form-values.ts";
import { ReasonedButton } from "../../../common/reasoned-button.tsx";
import type { Host } from "../../repositories/host/use-host.ts";

/** Puts an artifact, or a file of it, beside the repository on its host, where whoever may read that may fetch it. */
export function ArtifactToHost({
  artifact: { id, name },
  host: { repository, title, why },
}: {
  readonly artifact: ItemOf<"artifacts.list">;
  readonly host: Host;
}) {
  const [open, setOpen] = useState(false);
  const add = useAction("repositories.add-artifact-to-host-downloads", {
    changesOnly: ["repositories.host-downloads"],
    onDone: () => setOpen(false),
  });
  return (
    <>
      <ReasonedButton
        why={why("downloads.write")}
        type="link"
        size="small"
        onClick={() => {
          add.reset();
          setOpen(true);
        }}
      >
        {add.isSuccess ? `Lies on ${title}` : `To ${title}`}
      </ReasonedButton>
      {open ? (
        <FormDialog
          title={`Put ${name} on ${title}`}
          button="Put it there"
          fields={[
            { name: "path", label: "Only this file of it", hint: "All as a .tar.zst unless said", optional: true },
            { name: "name", label: "Name there" },
            { name: "replace", label: "Take the place of one of the same name", kind: "switch" },
          ]}
          initial={{ name: `${name}.tar.zst` }}
          busy={add.isPending}
          problem={add.error}
          onSubmit={(values) =>
            add.mutate({
              repository: repository.id,
              artifact: id,
              ...givenText(values, "path"),
              name: textOf(values, "name"),
              replace: flagOf(values, "replace"),
            })
          }
          onClose={() => setOpen(false)}
        >
          <p>It is added to the downloads of {repository.name}: whoever may read the repository there may fetch it.</p>
        </FormDialog>
      ) : null}
    </>
  );
}
