import { Button } from "antd";
import { useState } from "react";
import { useMay } from "../../client/use-me.ts";
import { ConfirmButton } from "../../common/confirm-button.tsx";
import { CopyText } from "../../common/copy-text.tsx";
import { EmptyState } from "../../common/empty-state.tsx";
import { ChoiceFilter, FilterBar, SearchFilter } from "../../common/filter-bar.tsx";
import { NothingLikeThat } from "../../common/nothing-like-that.tsx";
import { OperationList } from "../../common/operation-list.tsx";
import { Page, Section } from "../../common/page.tsx";
import { RelativeTime } from "../../common/relative-time.tsx";
import { RowActions } from "../../common/row-actions.tsx";
import { ShownOnce } from "../../common/shown-once.tsx";
import { given, useFilters } from "../../common/use-filters.ts";
import { NewToken } from "./new-token.tsx";

/** What lets programs act for people. */
export function Tokens() {
  const [filters, change] = useFilters(["search", "whose", "revoked"]);
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState<string>();
  const mayManage = useMay("token.manage");
  const all = mayManage && filters.whose === "all";
  return (
    <Page
      title="Tokens"
      about="A token lets the command or a program act for its person, never with more than its scopes name."
      actions={
        <Button type="primary" onClick={() => setMaking(true)}>
          New token
        </Button>
      }
    >
      <FilterBar>
        <SearchFilter label="Name or beginning" value={filters.search} onChange={(search) => change({ search })} />
        {mayManage ? (
          <ChoiceFilter
            label="Whose"
            all="Yours"
            value={filters.whose}
            choices={[{ value: "all", label: "Everybody's" }]}
            onChange={(whose) => change({ whose })}
          />
        ) : null}
        <ChoiceFilter
          label="State"
          all="Valid ones"
          value={filters.revoked}
          choices={[{ value: "too", label: "Revoked ones too" }]}
          onChange={(revoked) => change({ revoked })}
        />
      </FilterBar>
      <OperationList
        label="Tokens"
        operation="tokens.list"
        input={{
          ...given({ search: filters.search }),
          ...(all ? { all } : {}),
          ...(filters.revoked === "too" ? { revoked: true } : {}),
        }}
        columns={[
          { title: "Name", cell: ({ name }) => name },
          { title: "Begins with", rank: 2, narrow: true, cell: ({ beginsWith }) => <code>{beginsWith}…</code> },
          { title: "Scopes", cell: ({ scopes }) => scopes.join(", ") },
          {
            title: "Last used",
            rank: 2,
            narrow: true,
            cell: ({ lastUsedAt }) => (lastUsedAt === undefined ? "never" : <RelativeTime at={lastUsedAt} />),
          },
          {
            title: "Ends",
            rank: 3,
            narrow: true,
            cell: ({ revokedAt, expiresAt }) =>
              revokedAt !== undefined ? (
                "revoked"
              ) : expiresAt === undefined ? (
                "never"
              ) : (
                <RelativeTime at={expiresAt} coming />
              ),
          },
          { title: "Made", rank: 3, narrow: true, cell: ({ createdAt }) => <RelativeTime at={createdAt} /> },
          {
            title: "Actions",
            untitled: true,
            narrow: true,
            cell: ({ id, name, revokedAt }) =>
              revokedAt === undefined ? (
                <RowActions>
                  <ConfirmButton
                    small
                    label="Revoke"
                    operation="tokens.revoke"
                    input={{ token: id }}
                    question={`Revoke ${name}?`}
                  >
                    <p>Whatever uses it is refused from now on. This cannot be undone.</p>
                  </ConfirmButton>
                </RowActions>
              ) : null,
          },
        ]}
        rowKey={({ id }) => id}
        empty={
          filters.search === "" ? (
            <EmptyState title="No tokens">Make one to use this server from the command line or a program.</EmptyState>
          ) : (
            <NothingLikeThat what="token" onClear={() => change({ search: "", whose: "", revoked: "" })} />
          )
        }
      />
      <Section title="From the command line">
        <CopyText label="The command that signs in" text={`headrace login ${window.location.origin}`} />
        <CopyText
          label="The command that lists executions"
          text={`headrace executions list --server ${window.location.origin}`}
        />
      </Section>
      {making ? (
        <NewToken
          onMade={(token) => {
            setMaking(false);
            setMade(token);
          }}
          onClose={() => setMaking(false)}
        />
      ) : null}
      {made === undefined ? null : (
        <ShownOnce title="The new token" text={made} onClose={() => setMade(undefined)}>
          <p>It is shown only now. Keep it as you keep a password.</p>
        </ShownOnce>
      )}
    </Page>
  );
}
