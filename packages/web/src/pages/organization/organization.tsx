import { Button } from "antd";
import { useState } from "react";
import { useNavigate } from "react-router";
import { useServer } from "../../client/server-provider.tsx";
import { useAction } from "../../client/use-action.ts";
import { useViewer } from "../../client/use-me.ts";
import { useOperation } from "../../client/use-operation.ts";
import { CopyText } from "../../common/copy-text.tsx";
import { Facts } from "../../common/facts.tsx";
import { FormDialog, type FormField } from "../../common/form-dialog.tsx";
import { textOf } from "../../common/form-values.ts";
import { Page, Section } from "../../common/page.tsx";
import { ProblemNotice } from "../../common/problem-notice.tsx";
import { SkeletonRows } from "../../common/skeleton.tsx";
import { usePageActions } from "../../shell/actions.tsx";
import { pagePaths } from "../../shell/page-paths.ts";

const nameField: FormField = { name: "name", label: "Name" };

/** What the organization is called; others beside it are made here, and it is deleted here. */
export function Organization() {
  const viewer = useViewer();
  const navigate = useNavigate();
  const { chooseOrganization } = useServer();
  const { data, error } = useOperation("organizations.get", {});
  const [open, setOpen] = useState<"rename" | "create" | "delete">();
  const close = (): void => setOpen(undefined);
  const rename = useAction("organizations.update", { changes: ["me"], onDone: close });
  const create = useAction("organizations.create", {
    onDone: ({ id }) => {
      chooseOrganization(id);
      void navigate(pagePaths.start);
    },
  });
  const remove = useAction("organizations.delete", {
    onDone: () => {
      chooseOrganization("");
      // Nothing that was known of it is shown again.
      window.location.assign(pagePaths.overview);
    },
  });
  const mayChange = viewer?.may("organization.write") ?? false;
  usePageActions(
    mayChange
      ? [
          { name: "Rename the organization", section: "Organization", run: () => setOpen("rename") },
          { name: "New organization", section: "Organization", run: () => setOpen("create") },
        ]
      : [],
  );
  if (data === undefined || viewer === undefined) {
    return <Page title="Organization">{error === null ? <SkeletonRows /> : <ProblemNotice problem={error} />}</Page>;
  }
  const others = viewer.me.organizations.filter(({ id }) => id !== data.id);
  return (
    <Page
      title="Organization"
      about="Repositories, pipelines, secrets and people belong to one; nothing of it can be seen from another."
      actions={
        mayChange ? (
          <>
            <Button onClick={() => setOpen("rename")}>Rename</Button>
            <Button onClick={() => setOpen("create")}>New organization</Button>
          </>
        ) : undefined
      }
    >
      <Facts
        facts={[
          { name: "Name", value: data.name },
          { name: "Your role", value: viewer.membership?.role },
          { name: "For programs", value: <CopyText label="What Headrace-Organization takes" text={data.slug} /> },
          {
            name: "You belong to",
            value: others.length === 0 ? "this one alone" : `this one, ${others.map(({ name }) => name).join(", ")}`,
          },
        ]}
      />
      {mayChange ? (
        <Section
          title="Delete it"
          actions={
            <Button danger onClick={() => setOpen("delete")}>
              Delete
            </Button>
          }
        >
          <p>
            Secrets, tokens, repositories and pipelines are gone at once, executions and what they made within the hour.
            People keep their accounts.
          </p>
        </Section>
      ) : null}
      {open === "rename" ? (
        <FormDialog
          title="Rename the organization"
          button="Rename"
          fields={[nameField]}
          initial={{ name: data.name }}
          busy={rename.isPending}
          problem={rename.error}
          onSubmit={(values) => rename.mutate({ name: textOf(values, "name") })}
          onClose={close}
        />
      ) : null}
      {open === "create" ? (
        <FormDialog
          title="New organization"
          button="Create"
          fields={[nameField]}
          busy={create.isPending || create.isSuccess}
          problem={create.error}
          onSubmit={(values) => create.mutate({ name: textOf(values, "name") })}
          onClose={close}
        >
          <p>You become its owner, and are led there. The menu at your name leads back.</p>
        </FormDialog>
      ) : null}
      {open === "delete" ? (
        <FormDialog
          title={`Delete ${data.name}?`}
          button="Delete it"
          danger
          fields={[{ ...nameField, label: "Its name, to be sure it is meant", placeholder: data.name }]}
          busy={remove.isPending || remove.isSuccess}
          problem={remove.error}
          onSubmit={(values) => remove.mutate({ name: textOf(values, "name") })}
          onClose={close}
        >
          <p>Nothing of it comes back, other than from a backup.</p>
        </FormDialog>
      ) : null}
    </Page>
  );
}
