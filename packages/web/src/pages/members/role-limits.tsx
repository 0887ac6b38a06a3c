import { Button } from "antd";
import { useState } from "react";
import { useAction } from "../../client/use-action.ts";
import { useMay } from "../../client/use-me.ts";
import { type ItemOf, usePages } from "../../client/use-pages.ts";
import { ConfirmButton } from "../../common/confirm-button.tsx";
import { EmptyState } from "../../common/empty-state.tsx";
import { FilterBar, SearchFilter } from "../../common/filter-bar.tsx";
import { FormDialog } from "../../common/form-dialog.tsx";
import { textOf } from "../../common/form-values.ts";
import { holds } from "../../common/holds.ts";
import { NothingLikeThat } from "../../common/nothing-like-that.tsx";
import { OperationList } from "../../common/operation-list.tsx";
import { Section } from "../../common/page.tsx";
import { RowActions } from "../../common/row-actions.tsx";
import { useFilters } from "../../common/use-filters.ts";
import { usePipelineNames, useRepositoryNames } from "../../common/use-names.ts";

const roles = ["none", "viewer", "developer", "maintainer", "owner"] as const;

type Place = Pick<ItemOf<"role-limits.list">, "scope" | "scopeId">;

/** Where members are less than their role in the organization. */
export function RoleLimits() {
  const [{ limit: search }, change] = useFilters(["limit"]);
  const [making, setMaking] = useState(false);
  const mayWrite = useMay("member.write");
  const { items: members = [] } = usePages("members.list", {});
  const repositories = useRepositoryNames();
  const pipelines = usePipelineNames();
  const set = useAction("role-limits.set", { onDone: () => setMaking(false) });
  const personOf = (user: string): string => members.find(({ userId }) => userId === user)?.name ?? user;
  const placeOf = ({ scope, scopeId }: Place): string =>
    `${scope} ${(scope === "repository" ? repositories : pipelines).get(scopeId) ?? scopeId}`;
  return (
    <Section
      title="Narrower roles"
      actions={mayWrite ? <Button onClick={() => setMaking(true)}>Narrow a role</Button> : undefined}
    >
      <FilterBar>
        <SearchFilter label="Who or where" value={search} onChange={(next) => change({ limit: next })} />
      </FilterBar>
      <OperationList
        label="Narrower roles"
        operation="role-limits.list"
        input={{}}
        only={(limit) => holds([personOf(limit.user), placeOf(limit)], search)}
        columns={[
          { title: "Who", cell: ({ user }) => personOf(user) },
          {
            title: "Where",
            cell: placeOf,
          },
          { title: "Is", narrow: true, cell: ({ role }) => (role === "none" ? "kept out" : role) },
          {
            title: "Actions",
            untitled: true,
            narrow: true,
            cell: ({ user, scopeId }) =>
              mayWrite ? (
                <RowActions>
                  <ConfirmButton
                    small
                    label="Give back"
                    operation="role-limits.clear"
                    input={{ user, scopeId }}
                    question={`Give ${personOf(user)} the role of the organization back?`}
                  >
                    <p>It holds from the next request on.</p>
                  </ConfirmButton>
                </RowActions>
              ) : null,
          },
        ]}
        rowKey={({ user, scopeId }) => `${user} ${scopeId}`}
        empty={
          search === "" ? (
            <EmptyState title="Everybody has their role everywhere">
              For one repository or pipeline a member can be less, or be kept out.
            </EmptyState>
          ) : (
            <NothingLikeThat what="role" onClear={() => change({ limit: "" })} />
          )
        }
      />
      {making ? (
        <FormDialog
          title="Narrow a role"
          button="Save"
          fields={[
            {
              name: "user",
              label: "Who",
              kind: "choice",
              choices: members.map(({ userId, name }) => ({ value: userId, label: name })),
            },
            {
              name: "place",
              label: "Where",
              kind: "choice",
              choices: [
                ...[...repositories].map(([id, name]) => ({ value: `repository ${id}`, label: `repository ${name}` })),
                ...[...pipelines].map(([id, name]) => ({ value: `pipeline ${id}`, label: `pipeline ${name}` })),
              ],
            },
            {
              name: "role",
              label: "Is there",
              kind: "choice",
              choices: roles.map((value) => ({ value, label: value === "none" ? "kept out" : value })),
            },
          ]}
          initial={{ role: "viewer" }}
          busy={set.isPending}
          problem={set.error}
          onSubmit={(values) => {
            const [scope, scopeId = ""] = textOf(values, "place").split(" ");
            set.mutate({
              user: textOf(values, "user"),
              scope: scope === "pipeline" ? "pipeline" : "repository",
              scopeId,
              role: roles.find((each) => each === textOf(values, "role")) ?? "viewer",
            });
          }}
          onClose={() => setMaking(false)}
        />
      ) : null}
    </Section>
  );
}
