import type { OutputOf } from "@headrace/app/client";
import { useAction } from "../../client/use-action.ts";
import { FormDialog } from "../../common/form-dialog.tsx";
import { flagOf, listOf, textOf } from "../../common/form-values.ts";

/** Its name, where its code is, and its rules. */
export function ChangeRepository({
  repository,
  onClose,
}: {
  readonly repository: OutputOf<"repositories.get">;
  readonly onClose: () => void;
}) {
  const update = useAction("repositories.update", { onDone: onClose });
  return (
    <FormDialog
      title={`Change ${repository.name}`}
      button="Save"
      fields={[
        { name: "name", label: "Name" },
        { name: "location", label: "Place" },
        { name: "defaultBranch", label: "Default branch" },
        { name: "description", label: "About", kind: "long", optional: true },
        {
          name: "protectedBranches",
          label: "Protected branches",
          kind: "words",
          optional: true,
          hint: "Patterns such as main or release/**: only maintainers run pipelines there that deploy or use protected secrets",
        },
        {
          name: "secretsForForks",
          label: "Give secrets to pull requests of forks",
          kind: "switch",
          hint: "Whoever opens one could then read them",
        },
      ]}
      initial={{ ...repository, ...repository.rules }}
      busy={update.isPending}
      problem={update.error}
      onSubmit={(values) =>
        update.mutate({
          repository: repository.id,
          name: textOf(values, "name"),
          location: textOf(values, "location"),
          defaultBranch: textOf(values, "defaultBranch"),
          description: textOf(values, "description"),
          rules: {
            ...repository.rules,
            protectedBranches: listOf(values, "protectedBranches"),
            secretsForForks: flagOf(values, "secretsForForks"),
          },
        })
      }
      onClose={onClose}
    />
  );
}
