import { Button, Segmented, Select } from "antd";
import { useState } from "react";
import { useAction } from "../../client/use-action.ts";
import { useViewer } from "../../client/use-me.ts";
import { ConfirmButton } from "../../common/confirm-button.tsx";
import { EmptyState } from "../../common/empty-state.tsx";
import { Facts } from "../../common/facts.tsx";
import { FilterBar, SearchFilter } from "../../common/filter-bar.tsx";
import { FormDialog } from "../../common/form-dialog.tsx";
import { textOf } from "../../common/form-values.ts";
import { holds } from "../../common/holds.ts";
import { NothingLikeThat } from "../../common/nothing-like-that.tsx";
import { OperationList } from "../../common/operation-list.tsx";
import { Page, Section } from "../../common/page.tsx";
import { RelativeTime } from "../../common/relative-time.tsx";
import { RowActions } from "../../common/row-actions.tsx";
import { SkeletonRows } from "../../common/skeleton.tsx";
import { useFilters } from "../../common/use-filters.ts";
import { Visible } from "../../common/visible.tsx";
import { visibleText } from "../../common/visible-text.ts";
import { navigation } from "../../shell/navigation.ts";
import { useStartPage } from "../../shell/start-page.ts";
import { type AppearanceSetting, useTheme } from "../../theme/theme-provider.tsx";
import { programWords } from "./program-words.ts";

const appearances: { value: AppearanceSetting; label: string }[] = [
  { value: "system", label: "As the system" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
];

/** One's own name, password, sessions, and how the pages look. */
export function Settings() {
  const viewer = useViewer();
  const { setting, choose } = useTheme();
  const [startPage, chooseStartPage] = useStartPage();
  const [{ search }, change] = useFilters(["search"]);
  const [open, setOpen] = useState<"name" | "password">();
  const close = (): void => setOpen(undefined);
  const rename = useAction("me.update", { changes: ["members"], onDone: close });
  const changePassword = useAction("me.change-password", { changes: ["sessions"], onDone: close });
  if (viewer === undefined) {
    return (
      <Page title="Your settings">
        <SkeletonRows />
      </Page>
    );
  }
  const { me } = viewer;
  return (
    <Page
      title="Your settings"
      actions={
        <>
          <Button onClick={() => setOpen("name")}>Change your name</Button>
          <Button onClick={() => setOpen("password")}>Change your password</Button>
        </>
      }
    >
      <Facts
        facts={[
          { name: "Name", value: me.name },
          { name: "E-mail", value: me.email },
          { name: "Role", value: me.organizations.map(({ name, role }) => `${role} of ${name}`).join(", ") },
          {
            name: "Appearance",
            value: (
              <Segmented<AppearanceSetting>
                aria-label="Appearance"
                value={setting}
                options={appearances}
                onChange={choose}
              />
            ),
          },
          {
            name: "Start page",
            value: (
              <Select
                aria-label="Start page"
                value={startPage}
                popupMatchSelectWidth={false}
                options={navigation
                  .flatMap(({ places }) => places)
                  .filter(({ needs }) => viewer.may(needs))
                  .map(({ name, path }) => ({ value: path, label: name }))}
                onChange={chooseStartPage}
              />
            ),
          },
          { name: "Time zone", value: `${Intl.DateTimeFormat().resolvedOptions().timeZone}, as this browser says` },
        ]}
      />
      <Section
        title="Where you are signed in"
        actions={
          <ConfirmButton
            small
            label="End the others"
            operation="sessions.end-others"
            input={{}}
            question="End all other sessions?"
          >
            <p>Every other browser has to sign in again. Tokens are not touched.</p>
          </ConfirmButton>
        }
      >
        <FilterBar>
          <SearchFilter label="Program or address" value={search} onChange={(next) => change({ search: next })} />
        </FilterBar>
        <OperationList
          label="Sessions"
          operation="sessions.list"
          input={{}}
          only={({ program, address }) => holds([program, programWords(program), address], search)}
          columns={[
            {
              title: "Program",
              cell: ({ program, current }) => (
                <span title={visibleText(program)}>
                  <Visible>{programWords(program)}</Visible>
                  {current ? " (this one)" : ""}
                </span>
              ),
            },
            { title: "Address", rank: 2, cell: ({ address }) => address },
            { title: "Began", rank: 2, narrow: true, cell: ({ beganAt }) => <RelativeTime at={beganAt} /> },
            { title: "Last used", narrow: true, cell: ({ lastUsedAt }) => <RelativeTime at={lastUsedAt} /> },
            { title: "Ends", rank: 3, narrow: true, cell: ({ endsAt }) => <RelativeTime at={endsAt} coming /> },
            {
              title: "Actions",
              untitled: true,
              narrow: true,
              cell: ({ id, current }) =>
                current ? null : (
                  <RowActions>
                    <ConfirmButton
                      small
                      label="End"
                      operation="sessions.end-one"
                      input={{ session: id }}
                      question="End this session?"
                    >
                      <p>That browser has to sign in again.</p>
                    </ConfirmButton>
                  </RowActions>
                ),
            },
          ]}
          rowKey={({ id }) => id}
          empty={
            search === "" ? (
              <EmptyState title="No sessions">You are here by a token.</EmptyState>
            ) : (
              <NothingLikeThat what="session" onClear={() => change({ search: "" })} />
            )
          }
        />
      </Section>
      {open === "name" ? (
        <FormDialog
          title="Your name"
          button="Save"
          fields={[{ name: "name", label: "Name" }]}
          initial={{ name: me.name }}
          busy={rename.isPending}
          problem={rename.error}
          onSubmit={(values) => rename.mutate({ name: textOf(values, "name") })}
          onClose={close}
        />
      ) : null}
      {open === "password" ? (
        <FormDialog
          title="Change your password"
          button="Change it"
          fields={[
            { name: "currentPassword", label: "The one you have", kind: "password" },
            { name: "newPassword", label: "The new one", kind: "password", hint: "At least 10 characters" },
          ]}
          busy={changePassword.isPending}
          problem={changePassword.error}
          onSubmit={({ currentPassword, newPassword }) =>
            changePassword.mutate({ currentPassword: String(currentPassword), newPassword: String(newPassword) })
          }
          onClose={close}
        >
          <p>Your other sessions end with it.</p>
        </FormDialog>
      ) : null}
    </Page>
  );
}
