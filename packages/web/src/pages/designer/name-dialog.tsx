import { editPipeline } from "@headrace/pipeline/edit";
import { useState } from "react";
import { useAction } from "../../client/use-action.ts";
import { usePages } from "../../client/use-pages.ts";
import { FormDialog } from "../../common/form-dialog.tsx";
import { textOf } from "../../common/form-values.ts";
import { AddRepository } from "../repositories/add-repository.tsx";

/** Where a drawing is to be kept, and under which name. Where there is no repository yet, one is added first. */
export function NameDialog({
  button,
  text,
  suggested,
  repository,
  onSaved,
  onClose,
}: {
  readonly button: string;
  readonly text: string;
  readonly suggested: string;
  readonly repository: string | undefined;
  readonly onSaved: (pipeline: string) => void;
  readonly onClose: () => void;
}) {
  const { items, problem } = usePages("repositories.list", {});
  const [added, setAdded] = useState(repository);
  const create = useAction("pipelines.create", { onDone: ({ id }) => onSaved(id) });
  if (items === undefined && problem === null) return null;
  if (items?.length === 0 && added === undefined) {
    return (
      <AddRepository onAdded={setAdded} onClose={onClose}>
        A pipeline belongs to a repository: the files that its stages start with. There is none yet.
      </AddRepository>
    );
  }
  const place = added ?? items?.[0]?.id;
  // A repository that was added a moment ago is listed a moment later.
  if (place !== undefined && items?.some(({ id }) => id === place) === false) return null;
  return (
    <FormDialog
      title="Save the pipeline"
      button={button}
      fields={[
        { name: "name", label: "Name", placeholder: "web-app" },
        {
          name: "repository",
          label: "Repository",
          kind: "choice",
          choices: items?.map(({ id, name }) => ({ value: id, label: name })) ?? [],
        },
      ]}
      initial={{ name: suggested, ...(place === undefined ? {} : { repository: place }) }}
      busy={create.isPending || create.isSuccess}
      problem={problem ?? create.error}
      onSubmit={(values) => {
        const name = textOf(values, "name");
        create.mutate({ name, repository: textOf(values, "repository"), text: named(text, name) });
      }}
      onClose={onClose}
    >
      It becomes a draft: it can be run at once, and its triggers start it when you activate it.
    </FormDialog>
  );
}

/** With the name written where executions read it; as it is where it cannot be written. */
function named(text: string, name: string): string {
  const edited = editPipeline(text, { kind: "set-field", path: ["name"], value: name });
  return edited.kind === "edited" ? edited.text : text;
}
