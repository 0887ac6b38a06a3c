import { Button } from "antd";
import { useState } from "react";
import { useMay } from "../../../client/use-me.ts";
import { type ItemOf, usePages } from "../../../client/use-pages.ts";
import { ConfirmButton } from "../../../common/confirm-button.tsx";
import { EmptyState } from "../../../common/empty-state.tsx";
import { ChoiceFilter, FilterBar } from "../../../common/filter-bar.tsx";
import { OperationList } from "../../../common/operation-list.tsx";
import { ReasonedButton } from "../../../common/reasoned-button.tsx";
import { RowActions } from "../../../common/row-actions.tsx";
import { useFilters } from "../../../common/use-filters.ts";
import { Visible } from "../../../common/visible.tsx";
import styles from "./host.module.css";
import { HostSection } from "./host-section.tsx";
import { SetHostVariable } from "./set-host-variable.tsx";
import { SyncVariables } from "./sync-variables.tsx";
import { freshFor, type Host } from "./use-host.ts";
import { useSyncSource } from "./use-sync-source.ts";
import { levelChoices, levelOf } from "./variable-level.ts";

type Variable = ItemOf<"repositories.host-variables">;

/** What the host gives to what it runs, by whose it is. Values of secured ones are never read, by nobody. */
export function HostVariables({ host }: { readonly host: Host }) {
  const { repository, kind, title, why, note, has } = host;
  const [{ variables }, change] = useFilters(["variables"]);
  const [open, setOpen] = useState<"sync" | "new" | Variable>();
  const close = (): void => setOpen(undefined);
  const mayWrite = useMay("secret.write");
  const { items: environments = [] } = usePages(
    "repositories.host-environments",
    { repository: repository.id },
    { enabled: has("environments.read") && why("environments.read") === undefined, freshFor },
  );
  const source = useSyncSource(repository.id);
  const level = levelOf(variables);
  const input = { repository: repository.id, ...level };
  const actions = mayWrite ? (
    <div className={styles.actions}>
      <ReasonedButton why={why("variables.write") ?? source.why} onClick={() => setOpen("sync")}>
        Sync from here
      </ReasonedButton>
      <ReasonedButton why={why("variables.write")} onClick={() => setOpen("new")}>
        New variable
      </ReasonedButton>
    </div>
  ) : undefined;
  return (
    <HostSection
      title="Variables"
      host={host}
      reads="variables.read"
      note={note(level.level === "owner" ? "variables.write" : "variables.read")}
      actions={actions}
    >
      <FilterBar>
        <ChoiceFilter
          label="Whose variables"
          all="Of the repository"
          value={variables}
          choices={levelChoices(kind, environments)}
          onChange={(next) => change({ variables: next })}
        />
      </FilterBar>
      <OperationList
        label={`Variables on ${title}`}
        operation="repositories.host-variables"
        input={input}
        freshFor={freshFor}
        columns={[
          { title: "Name", className: styles.name, cell: ({ name }) => <code>{name}</code> },
          {
            title: "Value",
            cell: ({ secured, value = "" }) =>
              secured ? (
                "secured"
              ) : (
                <code className={styles.value}>
                  <Visible>{value}</Visible>
                </code>
              ),
          },
          {
            title: "Actions",
            untitled: true,
            narrow: true,
            cell: (variable) =>
              mayWrite ? (
                <RowActions>
                  {why("variables.write") === undefined ? (
                    <Button size="small" aria-label={`Change ${variable.name}`} onClick={() => setOpen(variable)}>
                      Change
                    </Button>
                  ) : null}
                  <ConfirmButton
                    small
                    label="Remove"
                    operation="repositories.remove-host-variable"
                    input={{ ...input, name: variable.name }}
                    question={`Remove ${variable.name} on ${title}?`}
                    changesOnly={["repositories.host-variables"]}
                    why={why("variables.write")}
                  >
                    <p>
                      What runs there no longer gets it. {variable.secured ? "Its value cannot be brought back." : ""}
                    </p>
                  </ConfirmButton>
                </RowActions>
              ) : null,
          },
        ]}
        rowKey={({ name, secured }) => `${secured} ${name}`}
        empty={
          <EmptyState title="No variables">{`What runs on ${title} is given them as environment variables.`}</EmptyState>
        }
      />
      {open === "sync" ? (
        <SyncVariables title={title} source={source} environments={environments} onClose={close} />
      ) : null}
      {open === "new" ? <SetHostVariable place={input} title={title} onClose={close} /> : null}
      {typeof open === "object" ? <SetHostVariable place={input} title={title} known={open} onClose={close} /> : null}
    </HostSection>
  );
}
