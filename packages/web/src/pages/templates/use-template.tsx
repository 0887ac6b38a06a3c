import { useNavigate } from "react-router";
import { useAction } from "../../client/use-action.ts";
import { useAll } from "../../client/use-all.ts";
import type { ItemOf } from "../../client/use-pages.ts";
import { FormDialog } from "../../common/form-dialog.tsx";
import { textOf } from "../../common/form-values.ts";
import { pathTo } from "../../shell/path-to.ts";
import { AddRepository } from "../repositories/add-repository.tsx";
import { enteredValues, templateFields, templateValues } from "./parameter-fields.ts";

type Template = ItemOf<"templates.list">;

/** Makes a pipeline of a template: where, its name, and other defaults for its parameters. */
export function UseTemplate({ template, onClose }: { readonly template: Template; readonly onClose: () => void }) {
  const navigate = useNavigate();
  const { items, problem } = useAll("repositories.list", {});
  const create = useAction("pipelines.create-from-template", {
    onDone: ({ id }) => void navigate(pathTo.designer(id)),
  });
  if (items === undefined && problem === null) return null;
  if (items?.length === 0) {
    return (
      <AddRepository onAdded={() => undefined} onClose={onClose}>
        A pipeline belongs to a repository: the files that its stages start with. There is none yet.
      </AddRepository>
    );
  }
  return (
    <FormDialog
      title={`A pipeline of ${template.name}`}
      button="Make it"
      fields={[
        { name: "name", label: "Name" },
        {
          name: "repository",
          label: "Repository",
          kind: "choice",
          choices: (items ?? []).map(({ id, name }) => ({ value: id, label: name })),
        },
        ...templateFields(template.parameters),
      ]}
      initial={{
        name: template.id,
        repository: items?.[0]?.id,
        ...templateValues(template.parameters),
      }}
      busy={create.isPending}
      problem={problem ?? create.error}
      onSubmit={(values) =>
        create.mutate({
          template: template.id,
          name: textOf(values, "name"),
          repository: textOf(values, "repository"),
          parameters: enteredValues(template.parameters, values),
        })
      }
      onClose={onClose}
    />
  );
}
