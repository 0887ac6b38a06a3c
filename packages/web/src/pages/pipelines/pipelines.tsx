import { Button } from "antd";
import { Link, useNavigate } from "react-router";
import { useMay } from "../../client/use-me.ts";
import { useOperation } from "../../client/use-operation.ts";
import { type ItemOf, usePages } from "../../client/use-pages.ts";
import { EmptyState } from "../../common/empty-state.tsx";
import { ChoiceFilter, FilterBar, SearchFilter } from "../../common/filter-bar.tsx";
import type { Column } from "../../common/list-table.tsx";
import { OperationList } from "../../common/operation-list.tsx";
import { OutcomeBars, type RecentExecution } from "../../common/outcome-bars.tsx";
import { Page } from "../../common/page.tsx";
import { RelativeTime } from "../../common/relative-time.tsx";
import { RepositoryFilter } from "../../common/repository-filter.tsx";
import { StatusMark } from "../../common/status-icon.tsx";
import { statusOfExecution } from "../../common/status-of-execution.ts";
import { given, useFilters } from "../../common/use-filters.ts";
import { useRepositoryNames } from "../../common/use-names.ts";
import { pagePaths } from "../../shell/page-paths.ts";
import { pathTo } from "../../shell/path-to.ts";
import { HostPipelines } from "./host-pipelines.tsx";

/** All pipelines, with how they went lately. */
export function Pipelines() {
  const navigate = useNavigate();
  const mayWrite = useMay("pipeline.write");
  const [filters, change] = useFilters(["search", "state", "repository"]);
  const input = {
    ...given({ search: filters.search, repository: filters.repository }),
    ...(filters.state === "active" || filters.state === "draft" ? { active: filters.state === "active" } : {}),
    ...(filters.state === "archived" ? { archived: true } : {}),
  };
  const recent = useRecent(input);
  const repositories = useRepositoryNames();
  const filtered = Object.values(filters).some((value) => value !== "");
  return (
    <Page
      title="Pipelines"
      actions={
        mayWrite ? (
          <Button type="primary" onClick={() => void navigate(pagePaths.newPipeline)}>
            New pipeline
          </Button>
        ) : undefined
      }
    >
      <FilterBar>
        <SearchFilter label="Name" value={filters.search} onChange={(search) => change({ search })} />
        <ChoiceFilter
          label="State"
          all="Active and drafts"
          value={filters.state}
          choices={[
            { value: "active", label: "Active" },
            { value: "draft", label: "Drafts" },
            { value: "archived", label: "Archived" },
          ]}
          onChange={(state) => change({ state })}
        />
        <RepositoryFilter value={filters.repository} onChange={(repository) => change({ repository })} />
      </FilterBar>
      <OperationList
        label="Pipelines"
        operation="pipelines.list"
        input={input}
        columns={columnsOf(recent, repositories)}
        rowKey={({ id }) => id}
        empty={
          filtered ? (
            <EmptyState title="No pipeline is like that">Choose other filters, or none.</EmptyState>
          ) : (
            <EmptyState title="No pipelines here yet">
              A pipeline says what happens to a change: build it, test it, ship it. Begin with a{" "}
              <Link to={pagePaths.templates}>template</Link>, or <Link to={pagePaths.newPipeline}>draw one</Link>.
            </EmptyState>
          )
        }
      />
      {filters.state === "" ? <HostPipelines search={filters.search} repository={filters.repository} /> : null}
    </Page>
  );
}

type Listed = ItemOf<"pipelines.list">;

function columnsOf(
  recent: ReadonlyMap<string, readonly RecentExecution[]>,
  repositories: ReadonlyMap<string, string>,
): readonly Column<Listed>[] {
  const lastOf = ({ id }: Listed): RecentExecution | undefined => recent.get(id)?.[0];
  return [
    { title: "Pipeline", cell: ({ id, name }) => <Link to={pathTo.pipeline(id)}>{name}</Link> },
    {
      title: "Last execution",
      narrow: true,
      cell: (row) => {
        const last = lastOf(row);
        return last === undefined ? "never run" : <StatusMark status={statusOfExecution(last)} />;
      },
    },
    { title: "Last ten", rank: 2, narrow: true, cell: ({ id }) => <OutcomeBars executions={recent.get(id) ?? []} /> },
    { title: "About", rank: 3, cell: ({ description }) => description },
    { title: "Repository", rank: 3, cell: ({ repositoryId }) => repositories.get(repositoryId) },
    {
      title: "State",
      rank: 2,
      narrow: true,
      cell: ({ active, archived }) => (archived ? "archived" : active ? "active" : "draft"),
    },
    { title: "When", narrow: true, figures: true, cell: (row) => <RelativeTime at={lastOf(row)?.createdAt} /> },
  ];
}

/** How those that are listed went lately. */
function useRecent(
  input: Parameters<typeof usePages<"pipelines.list">>[1],
): ReadonlyMap<string, readonly RecentExecution[]> {
  const { items = [] } = usePages("pipelines.list", input);
  const pipelines = items.map(({ id }) => id).slice(0, 200);
  const { data } = useOperation("pipelines.recent", { pipelines }, { enabled: pipelines.length > 0, every: 5_000 });
  return new Map(data?.items.map(({ pipelineId, executions }) => [pipelineId, executions]));
}
