import { Button } from "antd";
import { useState } from "react";
import { useAction } from "../../client/use-action.ts";
import { ConfirmButton } from "../../common/confirm-button.tsx";
import { EmptyState } from "../../common/empty-state.tsx";
import { FilterBar, SearchFilter } from "../../common/filter-bar.tsx";
import { FormDialog } from "../../common/form-dialog.tsx";
import { textOf } from "../../common/form-values.ts";
import { NothingLikeThat } from "../../common/nothing-like-that.tsx";
import { OperationList } from "../../common/operation-list.tsx";
import { Section } from "../../common/page.tsx";
import { RelativeTime } from "../../common/relative-time.tsx";
import { RowActions } from "../../common/row-actions.tsx";
import { ShownOnce } from "../../common/shown-once.tsx";
import { given, useFilters } from "../../common/use-filters.ts";
import { roleChoices, roleOf } from "./role-choices.ts";

/** Who was invited and has not come yet. */
export function Invitations() {
  const [{ search }, change] = useFilters(["search"]);
  const [inviting, setInviting] = useState(false);
  const [link, setLink] = useState<string>();
  const invite = useAction("invitations.create", {
    onDone: ({ url }) => {
      setInviting(false);
      setLink(url);
    },
  });
  return (
    <Section
      title="Not accepted yet"
      actions={
        <Button type="primary" onClick={() => setInviting(true)}>
          Invite somebody
        </Button>
      }
    >
      <FilterBar>
        <SearchFilter label="Address" value={search} onChange={(next) => change({ search: next })} />
      </FilterBar>
      <OperationList
        label="Invitations"
        operation="invitations.list"
        input={given({ search })}
        columns={[
          { title: "Address", cell: ({ email }) => email },
          { title: "Role", narrow: true, cell: ({ role }) => role },
          { title: "Invited", rank: 2, narrow: true, cell: ({ createdAt }) => <RelativeTime at={createdAt} /> },
          { title: "Expires", rank: 2, narrow: true, cell: ({ expiresAt }) => <RelativeTime at={expiresAt} coming /> },
          {
            title: "Actions",
            untitled: true,
            narrow: true,
            cell: ({ id, email }) => (
              <RowActions>
                <ConfirmButton
                  small
                  label="Take back"
                  operation="invitations.cancel"
                  input={{ invitation: id }}
                  question={`Take back the invitation of ${email}?`}
                >
                  <p>Its link leads nowhere then.</p>
                </ConfirmButton>
              </RowActions>
            ),
          },
        ]}
        rowKey={({ id }) => id}
        empty={
          search === "" ? (
            <EmptyState title="Nobody is invited">
              An invitation is a link, good for seven days. No mail is sent.
            </EmptyState>
          ) : (
            <NothingLikeThat what="invitation" onClear={() => change({ search: "" })} />
          )
        }
      />
      {inviting ? (
        <FormDialog
          title="Invite somebody"
          button="Make the link"
          fields={[
            { name: "email", label: "E-mail" },
            { name: "role", label: "Role", kind: "choice", choices: roleChoices },
          ]}
          initial={{ role: "developer" }}
          busy={invite.isPending}
          problem={invite.error}
          onSubmit={(values) =>
            invite.mutate({ email: textOf(values, "email"), role: roleOf(textOf(values, "role")) ?? "viewer" })
          }
          onClose={() => setInviting(false)}
        />
      ) : null}
      {link === undefined ? null : (
        <ShownOnce title="The link of the invitation" text={link} onClose={() => setLink(undefined)}>
          <p>It is shown only now, and good for seven days: send it as you like.</p>
        </ShownOnce>
      )}
    </Section>
  );
}
