import { Button, Select } from "antd";
import { useState } from "react";
import { useAction } from "../../client/use-action.ts";
import { useMay } from "../../client/use-me.ts";
import { ConfirmButton } from "../../common/confirm-button.tsx";
import { EmptyState } from "../../common/empty-state.tsx";
import { FilterBar, SearchFilter } from "../../common/filter-bar.tsx";
import { OperationList } from "../../common/operation-list.tsx";
import { ProblemNotice } from "../../common/problem-notice.tsx";
import { RowActions } from "../../common/row-actions.tsx";
import { ShownOnce } from "../../common/shown-once.tsx";
import { useFilters } from "../../common/use-filters.ts";
import { roleChoices } from "./role-choices.ts";

/** The members with their roles. */
export function MemberList() {
  const [{ search }, change] = useFilters(["search"]);
  const [link, setLink] = useState<string>();
  const mayWrite = useMay("member.write");
  const update = useAction("members.update", { changes: ["me"] });
  const createLink = useAction("members.create-sign-in-link", { onDone: ({ url }) => setLink(url) });
  const problem = update.error ?? createLink.error;
  const sought = search.toLowerCase();
  return (
    <>
      <FilterBar>
        <SearchFilter label="Name or address" value={search} onChange={(next) => change({ search: next })} />
      </FilterBar>
      {problem === null ? null : <ProblemNotice problem={problem} />}
      <OperationList
        label="Members"
        operation="members.list"
        input={{}}
        only={({ name, email }) => `${name} ${email}`.toLowerCase().includes(sought)}
        columns={[
          { title: "Name", cell: ({ name }) => name },
          { title: "Address", rank: 2, cell: ({ email }) => email },
          {
            title: "Role",
            narrow: true,
            cell: ({ userId, name, role }) =>
              mayWrite ? (
                <Select
                  size="small"
                  aria-label={`Role of ${name}`}
                  value={role}
                  options={roleChoices.map(({ value }) => ({ value, label: value }))}
                  onChange={(next) => update.mutate({ user: userId, role: next })}
                />
              ) : (
                role
              ),
          },
          {
            title: "Actions",
            untitled: true,
            rank: 2,
            narrow: true,
            cell: ({ userId, name }) =>
              mayWrite ? (
                <RowActions>
                  <Button size="small" onClick={() => createLink.mutate({ user: userId })}>
                    Sign-in link
                  </Button>
                  <ConfirmButton
                    small
                    label="Remove"
                    operation="members.remove"
                    input={{ user: userId }}
                    question={`Remove ${name}?`}
                    changes={["teams", "tokens"]}
                  >
                    <p>Their tokens and sessions end at once. What they did stays in the audit log.</p>
                  </ConfirmButton>
                </RowActions>
              ) : null,
          },
        ]}
        rowKey={({ userId }) => userId}
        empty={<EmptyState title="Nobody is called that" />}
      />
      {link === undefined ? null : (
        <ShownOnce title="A sign-in link" text={link} onClose={() => setLink(undefined)}>
          <p>It lets its person in once, within half an hour. It is shown only now: send it as you like.</p>
        </ShownOnce>
      )}
    </>
  );
}
