import { editPipeline } from "@headrace/pipeline/edit";
import { useState } from "react";
import { useAction } from "../../client/use-action.ts";
import { useAll } from "../../client/use-all.ts";
import { FormDialog } from "../../common/form-dialog.tsx";
import { textOf } from "../../common/form-values.ts";
import { AddRepository } from "../repositories/add-repository.tsx";

/** Chosen in the list of repositories; no id looks like it. */
const another = "another one";

/** Where a drawing is to be kept, and under which name; the repository may be added on the way. */
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
  const { items, problem } = useAll("repositories.list", {});
  const [place, setPlace] = useState(repository);
  const [name, setName] = useState(suggested);
  const [isAdding, setAdding] = useState(false);
  const create = useAction("pipelines.create", { onDone: ({ id }) => onSaved(id) });
  const save = (called: string, kept: string): void =>
    create.mutate({ name: called, repository: kept, text: named(text, called) });
  if (items === undefined && problem === null) return null;
  if (isAdding) {
    return (
      <AddRepository
        onAdded={(added) => {
          setPlace(added);
          setAdding(false);
          save(name, added);
        }}
        onClose={() => setAdding(false)}
      >
        The pipeline is saved in it when it is added.
      </AddRepository>
    );
  }
  if (items?.length === 0 && place === undefined) {
    return (
      <AddRepository onAdded={setPlace} onClose={onClose}>
        A pipeline belongs to a repository: the files that its stages start with. There is none yet.
      </AddRepository>
    );
  }
  const chosen = place ?? items?.[0]?.id;
  // A repository that was added a moment ago is listed a moment later.
  if (chosen !== undefined && items?.some(({ id }) => id === chosen) === false) return null;
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
          choices: [
            ...(items ?? []).map(({ id, name: label }) => ({ value: id, label })),
            { value: another, label: "Add another repository" },
          ],
        },
      ]}
      initial={{ name, ...(chosen === undefined ? {} : { repository: chosen }) }}
      busy={create.isPending || create.isSuccess}
      problem={problem ?? create.error}
      onSubmit={(values) => {
        const called = textOf(values, "name");
        const kept = textOf(values, "repository");
        if (kept !== another) return save(called, kept);
        setName(called);
        setAdding(true);
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
