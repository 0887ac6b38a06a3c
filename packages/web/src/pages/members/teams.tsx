import { Button } from "antd";
import { useState } from "react";
import { useAction } from "../../client/use-action.ts";
import { useMay } from "../../client/use-me.ts";
import { type ItemOf, usePages } from "../../client/use-pages.ts";
import { ConfirmButton } from "../../common/confirm-button.tsx";
import { EmptyState } from "../../common/empty-state.tsx";
import { FilterBar, SearchFilter } from "../../common/filter-bar.tsx";
import { FormDialog } from "../../common/form-dialog.tsx";
import { listOf, textOf } from "../../common/form-values.ts";
import { NothingLikeThat } from "../../common/nothing-like-that.tsx";
import { OperationList } from "../../common/operation-list.tsx";
import { Section } from "../../common/page.tsx";
import { RowActions } from "../../common/row-actions.tsx";
import { given, useFilters } from "../../common/use-filters.ts";

type Team = ItemOf<"teams.list">;

/** Teams, which approvals and rules can name. */
export function Teams() {
  const [{ search }, change] = useFilters(["search"]);
  const [open, setOpen] = useState<Team | "new">();
  const mayWrite = useMay("member.write");
  const { items: members = [] } = usePages("members.list", {});
  const set = useAction("teams.set", { onDone: () => setOpen(undefined) });
  return (
    <Section title="Teams" actions={mayWrite ? <Button onClick={() => setOpen("new")}>New team</Button> : undefined}>
      <FilterBar>
        <SearchFilter label="Team or member" value={search} onChange={(next) => change({ search: next })} />
      </FilterBar>
      <OperationList
        label="Teams"
        operation="teams.list"
        input={given({ search })}
        columns={[
          { title: "Team", cell: ({ name }) => name },
          { title: "Members", cell: ({ members: people }) => people.map(({ name }) => name).join(", ") || "nobody" },
          { title: "Named as", rank: 2, cell: ({ name }) => <code>team:{name}</code> },
          {
            title: "Actions",
            untitled: true,
            narrow: true,
            cell: (team) =>
              mayWrite ? (
                <RowActions>
                  <Button size="small" onClick={() => setOpen(team)}>
                    Change
                  </Button>
                  <ConfirmButton
                    small
                    label="Remove"
                    operation="teams.delete"
                    input={{ name: team.name }}
                    question={`Remove the team ${team.name}?`}
                  >
                    <p>Its members stay members of the organization. Rules that name it name nobody then.</p>
                  </ConfirmButton>
                </RowActions>
              ) : null,
          },
        ]}
        rowKey={({ id }) => id}
        empty={
          search === "" ? (
            <EmptyState title="No teams">
              A team is named where somebody must approve: <code>team:operations</code>.
            </EmptyState>
          ) : (
            <NothingLikeThat what="team" onClear={() => change({ search: "" })} />
          )
        }
      />
      {open === undefined ? null : (
        <FormDialog
          title={open === "new" ? "New team" : `Change ${open.name}`}
          button="Save"
          fields={[
            ...(open === "new" ? [{ name: "name", label: "Name" }] : []),
            {
              name: "members",
              label: "Members",
              kind: "choices",
              optional: true,
              choices: members.map(({ userId, name }) => ({ value: userId, label: name })),
            },
          ]}
          initial={{ members: open === "new" ? [] : open.members.map(({ userId }) => userId) }}
          busy={set.isPending}
          problem={set.error}
          onSubmit={(values) =>
            set.mutate({
              name: open === "new" ? textOf(values, "name") : open.name,
              members: listOf(values, "members"),
            })
          }
          onClose={() => setOpen(undefined)}
        />
      )}
    </Section>
  );
}
