import type { ReactNode } from "react";
import { useAction } from "../../client/use-action.ts";
import { useViewer } from "../../client/use-me.ts";
import { FormDialog } from "../../common/form-dialog.tsx";
import { givenText, textOf } from "../../common/form-values.ts";

/** The address of a clone, or a folder on the server's machine where the server takes such. */
export function AddRepository({
  onAdded,
  onClose,
  children,
}: {
  readonly onAdded: (id: string) => void;
  readonly onClose: () => void;
  /** Why one is wanted. */
  readonly children?: ReactNode;
}) {
  const takesFolders = useViewer()?.me.localRepositories === true;
  const create = useAction("repositories.create", { onDone: ({ id }) => onAdded(id) });
  return (
    <FormDialog
      title="Add a repository"
      button="Add"
      fields={[
        { name: "name", label: "Name", placeholder: "web-app" },
        {
          name: "location",
          label: "Place",
          hint: takesFolders
            ? "The full path of a folder on the server's machine, or an address such as https://code.example.org/web-app.git"
            : "The address that it is cloned from, such as https://code.example.org/web-app.git",
        },
        { name: "defaultBranch", label: "Default branch", optional: true, placeholder: "main" },
        { name: "description", label: "About", kind: "long", optional: true },
      ]}
      busy={create.isPending}
      problem={create.error}
      onSubmit={(values) =>
        create.mutate({
          name: textOf(values, "name"),
          location: textOf(values, "location"),
          ...givenText(values, "defaultBranch"),
          ...givenText(values, "description"),
        })
      }
      onClose={onClose}
    >
      {children}
    </FormDialog>
  );
}
