import { useState } from "react";
import { useAction } from "../../../client/use-action.ts";
import { useMay } from "../../../client/use-me.ts";
import type { ItemOf } from "../../../client/use-pages.ts";
import { ConfirmButton } from "../../../common/confirm-button.tsx";
import { EmptyState } from "../../../common/empty-state.tsx";
import { FormDialog } from "../../../common/form-dialog.tsx";
import { textOf } from "../../../common/form-values.ts";
import { OperationList } from "../../../common/operation-list.tsx";
import { ReasonedButton } from "../../../common/reasoned-button.tsx";
import { RowActions } from "../../../common/row-actions.tsx";
import { HostSection } from "./host-section.tsx";
import { freshFor, type Host } from "./use-host.ts";

/** Where runs on the host deploy to. */
export function HostEnvironments({ host }: { readonly host: Host }) {
  const { repository, title, why, note } = host;
  const mayWrite = useMay("environment.write");
  const [adding, setAdding] = useState(false);
  const changesOnly = ["repositories.host-environments"] as const;
  const [renaming, setRenaming] = useState<ItemOf<"repositories.host-environments">>();
  const rename = useAction("repositories.rename-host-environment", {
    changesOnly,
    onDone: () => setRenaming(undefined),
  });
  const add = useAction("repositories.add-host-environment", { changesOnly, onDone: () => setAdding(false) });
  return (
    <HostSection
      title="Environments"
      host={host}
      reads="environments.read"
      note={note("environments.read")}
      actions={
        mayWrite ? (
          <ReasonedButton why={why("environments.write")} onClick={() => setAdding(true)}>
            New environment
          </ReasonedButton>
        ) : undefined
      }
    >
      <OperationList
        label={`Environments on ${title}`}
        operation="repositories.host-environments"
        input={{ repository: repository.id }}
        freshFor={freshFor}
        columns={[
          { title: "Environment", cell: ({ name }) => name },
          {
            title: "Actions",
            untitled: true,
            narrow: true,
            cell: ({ id, name }) =>
              mayWrite ? (
                <RowActions>
                  {host.has("environments.rename") ? (
                    <ReasonedButton
                      size="small"
                      why={why("environments.rename")}
                      onClick={() => setRenaming({ id, name })}
                    >
                      Rename
                    </ReasonedButton>
                  ) : null}
                  <ConfirmButton
                    small
                    label="Remove"
                    operation="repositories.remove-host-environment"
                    input={{ repository: repository.id, environment: id }}
                    question={`Remove ${name} on ${title}?`}
                    changesOnly={["repositories.host-environments", "repositories.host-variables"]}
                    why={why("environments.write")}
                  >
                    <p>Its variables and secrets there are removed with it. This cannot be undone.</p>
                  </ConfirmButton>
                </RowActions>
              ) : null,
          },
        ]}
        rowKey={({ id }) => id}
        empty={
          <EmptyState title="No environments">
            {`What pipelines on ${title} deploy to, such as staging, with variables of its own.`}
          </EmptyState>
        }
      />
      {adding ? (
        <FormDialog
          title={`New environment on ${title}`}
          button="Make it"
          fields={[{ name: "name", label: "Name", placeholder: "staging" }]}
          busy={add.isPending}
          problem={add.error}
          onSubmit={(values) => add.mutate({ repository: repository.id, name: textOf(values, "name") })}
          onClose={() => setAdding(false)}
        />
      ) : null}
      {renaming === undefined ? null : (
        <FormDialog
          title={`Rename ${renaming.name} on ${title}`}
          button="Rename it"
          fields={[{ name: "name", label: "Name", hint: "The file of its pipelines goes by the name too." }]}
          initial={{ name: renaming.name }}
          busy={rename.isPending}
          problem={rename.error}
          onSubmit={(values) =>
            rename.mutate({ repository: repository.id, environment: renaming.id, name: textOf(values, "name") })
          }
          onClose={() => setRenaming(undefined)}
        />
      )}
    </HostSection>
  );
}
