import { useNavigate } from "react-router";
import { useAction } from "../../client/use-action.ts";
import { useAll } from "../../client/use-all.ts";
import type { ItemOf } from "../../client/use-pages.ts";
import { FormDialog, type FormField } from "../../common/form-dialog.tsx";
import { flagOf, textOf } from "../../common/form-values.ts";
import { pathTo } from "../../shell/path-to.ts";
import { AddRepository } from "../repositories/add-repository.tsx";

type Template = ItemOf<"templates.list">;

const prefix = "parameter ";

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
        ...template.parameters.map(fieldOf),
      ]}
      initial={{
        name: template.id,
        repository: items?.[0]?.id,
        ...Object.fromEntries(template.parameters.map((each) => [prefix + each.name, each.default])),
      }}
      busy={create.isPending}
      problem={problem ?? create.error}
      onSubmit={(values) =>
        create.mutate({
          template: template.id,
          name: textOf(values, "name"),
          repository: textOf(values, "repository"),
          parameters: Object.fromEntries(
            template.parameters.flatMap(({ name, type }): [string, string | number | boolean][] => {
              const key = prefix + name;
              if (type === "boolean") return [[name, flagOf(values, key)]];
              const text = textOf(values, key);
              if (text === "") return [];
              return [[name, type === "number" ? Number(text) : text]];
            }),
          ),
        })
      }
      onClose={onClose}
    />
  );
}

function fieldOf({ name, type, description, options }: Template["parameters"][number]): FormField {
  const base = {
    name: prefix + name,
    label: name,
    optional: true,
    ...(description === undefined ? {} : { hint: description }),
  };
  if (options !== undefined)
    return { ...base, kind: "choice", choices: options.map((value) => ({ value, label: value })) };
  if (type === "boolean") return { ...base, kind: "switch" };
  return type === "number" ? { ...base, kind: "number" } : base;
}
