import { useAction } from "../../client/use-action.ts";
import { useAll } from "../../client/use-all.ts";
import { FormDialog } from "../../common/form-dialog.tsx";
import { listOf, textOf } from "../../common/form-values.ts";

const scopes = [
  { value: "read", label: "Read" },
  { value: "run", label: "Run pipelines" },
  { value: "write", label: "Change pipelines, secrets, schedules" },
  { value: "deploy", label: "Deploy and approve" },
  { value: "admin", label: "Everything that you may" },
] as const;

/** A token of one's own. */
export function NewToken({
  onMade,
  onClose,
}: {
  readonly onMade: (token: string) => void;
  readonly onClose: () => void;
}) {
  const { items: repositories = [] } = useAll("repositories.list", {});
  const create = useAction("tokens.create", { onDone: ({ token }) => onMade(token) });
  return (
    <FormDialog
      title="New token"
      button="Make it"
      fields={[
        { name: "name", label: "Name", placeholder: "What uses it" },
        { name: "scopes", label: "It may", kind: "choices", choices: scopes },
        {
          name: "repositories",
          label: "Only in these repositories",
          kind: "choices",
          optional: true,
          choices: repositories.map(({ id, name }) => ({ value: id, label: name })),
          hint: "None for all",
        },
        { name: "expiresAt", label: "Ends on", kind: "date", optional: true, hint: "Never where it is empty" },
      ]}
      initial={{ scopes: ["read"] }}
      busy={create.isPending}
      problem={create.error}
      onSubmit={(values) => {
        const chosen = listOf(values, "scopes");
        const only = listOf(values, "repositories");
        const day = textOf(values, "expiresAt");
        create.mutate({
          name: textOf(values, "name"),
          scopes: scopes.map(({ value }) => value).filter((value) => chosen.includes(value)),
          ...(only.length === 0 ? {} : { repositories: only }),
          // To the end of that day, as the viewer counts days.
          ...(day === "" ? {} : { expiresAt: new Date(`${day}T23:59:59`).toISOString() }),
        });
      }}
      onClose={onClose}
    />
  );
}
