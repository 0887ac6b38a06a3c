import { templateCategories } from "@headrace/app/client";
import { useAction } from "../../client/use-action.ts";
import { FormDialog } from "../../common/form-dialog.tsx";
import { flagOf, textOf } from "../../common/form-values.ts";
import { categoryWord } from "../templates/category-words.ts";

/** Keeps the saved text for others to begin with. */
export function TemplateDialog({
  pipeline,
  name,
  onClose,
}: {
  readonly pipeline: string;
  readonly name: string;
  readonly onClose: () => void;
}) {
  const keep = useAction("pipelines.save-as-template", { changes: ["templates"], onDone: onClose });
  return (
    <FormDialog
      title="Save as a template"
      button="Save"
      fields={[
        { name: "name", label: "Name" },
        { name: "description", label: "What it is for", kind: "long", optional: true },
        {
          name: "category",
          label: "Kind",
          kind: "choice",
          choices: templateCategories.map((value) => ({ value, label: categoryWord(value) })),
        },
        { name: "shared", label: "For everybody in the organization", kind: "switch" },
      ]}
      initial={{ name, category: "custom", shared: true }}
      busy={keep.isPending}
      problem={keep.error}
      onSubmit={(values) =>
        keep.mutate({
          pipeline,
          name: textOf(values, "name"),
          description: textOf(values, "description"),
          category: templateCategories.find((each) => each === values.category) ?? "custom",
          shared: flagOf(values, "shared"),
        })
      }
      onClose={onClose}
    />
  );
}
