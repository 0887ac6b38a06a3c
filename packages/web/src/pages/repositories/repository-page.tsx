import { Button } from "antd";
import { useState } from "react";
import { Link, useNavigate, useParams } from "react-router";
import { useAction } from "../../client/use-action.ts";
import { useMay } from "../../client/use-me.ts";
import { useOperation } from "../../client/use-operation.ts";
import { ConfirmButton } from "../../common/confirm-button.tsx";
import { EmptyState } from "../../common/empty-state.tsx";
import { Facts } from "../../common/facts.tsx";
import { FormDialog } from "../../common/form-dialog.tsx";
import { flagOf, listOf, textOf } from "../../common/form-values.ts";
import { OperationList } from "../../common/operation-list.tsx";
import { Page, Section } from "../../common/page.tsx";
import { ProblemNotice } from "../../common/problem-notice.tsx";
import { RelativeTime } from "../../common/relative-time.tsx";
import { SkeletonRows } from "../../common/skeleton.tsx";
import { pagePaths } from "../../shell/page-paths.ts";
import { pathTo } from "../../shell/path-to.ts";
import { EnvironmentList } from "../environments/environment-list.tsx";
import { executionColumns } from "../executions/execution-columns.tsx";
import { WatchedBy } from "./watched-by.tsx";

/** One repository with what belongs to it. */
export function RepositoryPage() {
  const { repository: id = "" } = useParams();
  const navigate = useNavigate();
  const [editing, setEditing] = useState(false);
  const mayWrite = useMay("repository.write");
  const { data, error, refetch } = useOperation("repositories.get", { repository: id });
  const update = useAction("repositories.update", { onDone: () => setEditing(false) });
  const trail = <Link to={pagePaths.repositories}>Repositories</Link>;
  if (data === undefined) {
    return (
      <Page title="Repository" trail={trail}>
        {error === null ? <SkeletonRows /> : <ProblemNotice problem={error} again={() => void refetch()} />}
      </Page>
    );
  }
  const actions = mayWrite ? (
    <>
      <Button onClick={() => setEditing(true)}>Change</Button>
      <ConfirmButton
        label="Remove"
        operation="repositories.delete"
        input={{ repository: id }}
        question={`Remove ${data.name}?`}
        changes={["pipelines", "environments", "webhooks"]}
        onDone={() => void navigate(pagePaths.repositories)}
      >
        <p>Its pipelines, environments, secrets and webhooks are removed with it. This cannot be undone.</p>
        <p>The code itself stays where it is.</p>
      </ConfirmButton>
    </>
  ) : undefined;
  // Of one that is watched, what ran there is why one comes here.
  const executions = (
    <Section
      title="Latest executions"
      actions={<Link to={`${pagePaths.executions}?${new URLSearchParams({ repository: id })}`}>All executions</Link>}
    >
      <OperationList
        label="Latest executions"
        operation="executions.list"
        input={{ repository: id, limit: 10 }}
        every={5_000}
        columns={executionColumns}
        rowKey={(each) => each.id}
        empty={<EmptyState title="Nothing has run yet" />}
      />
    </Section>
  );
  const { protectedBranches, secretsForForks } = data.rules;
  return (
    <Page title={data.name} trail={trail} about={data.description} actions={actions}>
      <Facts
        facts={[
          { name: "Place", value: <code>{data.location}</code> },
          { name: "Default branch", value: data.defaultBranch },
          { name: "Protected branches", value: protectedBranches.join(", ") },
          { name: "Pull requests of forks", value: secretsForForks ? "are given secrets" : "are given no secrets" },
          {
            name: "Watched by",
            value:
              data.connectionId === undefined ? undefined : (
                <WatchedBy connection={data.connectionId} repository={id} />
              ),
          },
          { name: "Added", value: <RelativeTime at={data.createdAt} /> },
        ]}
      />
      {data.connectionId === undefined ? null : executions}
      <Section title="Pipelines">
        <OperationList
          label="Pipelines"
          operation="pipelines.list"
          input={{ repository: id }}
          columns={[
            { title: "Pipeline", cell: (each) => <Link to={pathTo.pipeline(each.id)}>{each.name}</Link> },
            { title: "About", rank: 2, cell: ({ description }) => description },
            { title: "State", narrow: true, cell: ({ active }) => (active ? "active" : "draft") },
          ]}
          rowKey={(each) => each.id}
          empty={
            <EmptyState title="No pipelines yet">
              Begin with a <Link to={pagePaths.templates}>template</Link>, or{" "}
              <Link to={pagePaths.newPipeline}>draw one</Link>.
            </EmptyState>
          }
        />
      </Section>
      <Section title="Environments">
        <EnvironmentList repository={id} />
      </Section>
      {data.connectionId === undefined ? executions : null}
      {editing ? (
        <FormDialog
          title={`Change ${data.name}`}
          button="Save"
          fields={[
            { name: "name", label: "Name" },
            { name: "location", label: "Place" },
            { name: "defaultBranch", label: "Default branch" },
            { name: "description", label: "About", kind: "long", optional: true },
            {
              name: "protectedBranches",
              label: "Protected branches",
              kind: "words",
              optional: true,
              hint: "Patterns such as main or release/**: only maintainers run pipelines there that deploy or use protected secrets",
            },
            {
              name: "secretsForForks",
              label: "Give secrets to pull requests of forks",
              kind: "switch",
              hint: "Whoever opens one could then read them",
            },
          ]}
          initial={{ ...data, ...data.rules }}
          busy={update.isPending}
          problem={update.error}
          onSubmit={(values) =>
            update.mutate({
              repository: id,
              name: textOf(values, "name"),
              location: textOf(values, "location"),
              defaultBranch: textOf(values, "defaultBranch"),
              description: textOf(values, "description"),
              rules: {
                ...data.rules,
                protectedBranches: listOf(values, "protectedBranches"),
                secretsForForks: flagOf(values, "secretsForForks"),
              },
            })
          }
          onClose={() => setEditing(false)}
        />
      ) : null}
    </Page>
  );
}
