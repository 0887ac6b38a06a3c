import type { OutputOf } from "@headrace/app/client";
import { Link } from "react-router";
import { EmptyState } from "../../common/empty-state.tsx";
import { Facts } from "../../common/facts.tsx";
import { OperationList } from "../../common/operation-list.tsx";
import { Section } from "../../common/page.tsx";
import { RelativeTime } from "../../common/relative-time.tsx";
import { pagePaths } from "../../shell/page-paths.ts";
import { pathTo } from "../../shell/path-to.ts";
import { EnvironmentList } from "../environments/environment-list.tsx";
import { executionColumns } from "../executions/execution-columns.tsx";
import { HostPipelines } from "../pipelines/host-pipelines.tsx";
import { WatchedBy } from "./watched-by.tsx";

/** What belongs to a repository here. */
export function RepositoryOverview({ repository }: { readonly repository: OutputOf<"repositories.get"> }) {
  const { id, connectionId, rules } = repository;
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
  return (
    <>
      <Facts
        facts={[
          { name: "Place", value: <code>{repository.location}</code> },
          { name: "Default branch", value: repository.defaultBranch },
          { name: "Protected branches", value: rules.protectedBranches.join(", ") },
          {
            name: "Pull requests of forks",
            value: rules.secretsForForks ? "are given secrets" : "are given no secrets",
          },
          {
            name: "Watched by",
            value: connectionId === undefined ? undefined : <WatchedBy connection={connectionId} repository={id} />,
          },
          { name: "Added", value: <RelativeTime at={repository.createdAt} /> },
        ]}
      />
      {connectionId === undefined ? null : executions}
      <HostPipelines repository={id} />
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
            <EmptyState title="No pipelines here yet">
              Begin with a <Link to={pagePaths.templates}>template</Link>, or{" "}
              <Link to={pagePaths.newPipeline}>draw one</Link>.
            </EmptyState>
          }
        />
      </Section>
      <Section title="Environments">
        <EnvironmentList repository={id} />
      </Section>
      {connectionId === undefined ? executions : null}
    </>
  );
}
