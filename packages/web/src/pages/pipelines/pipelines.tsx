import { Link } from "react-router";
import type { ItemOf } from "../../client/use-pages.ts";
import { EmptyState } from "../../common/empty-state.tsx";
import { ChoiceFilter, FilterBar, SearchFilter } from "../../common/filter-bar.tsx";
import type { Column } from "../../common/list-table.tsx";
import { OperationList } from "../../common/operation-list.tsx";
import { Page } from "../../common/page.tsx";
import { RelativeTime } from "../../common/relative-time.tsx";
import { given, useFilters } from "../../common/use-filters.ts";
import { pagePaths } from "../../shell/page-paths.ts";
import { pathTo } from "../../shell/path-to.ts";

const columns: readonly Column<ItemOf<"pipelines.list">>[] = [
  { title: "Pipeline", cell: ({ id, name }) => <Link to={pathTo.pipeline(id)}>{name}</Link> },
  { title: "About", rank: 2, cell: ({ description }) => description },
  {
    title: "State",
    narrow: true,
    cell: ({ active, archived }) => (archived ? "archived" : active ? "active" : "draft"),
  },
  { title: "Changed", rank: 3, narrow: true, figures: true, cell: ({ updatedAt }) => <RelativeTime at={updatedAt} /> },
];

/** All pipelines. */
export function Pipelines() {
  const [filters, change] = useFilters(["search", "state"]);
  return (
    <Page title="Pipelines" actions={<Link to={pagePaths.newPipeline}>New pipeline</Link>}>
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
      </FilterBar>
      <OperationList
        label="Pipelines"
        operation="pipelines.list"
        input={{
          ...given({ search: filters.search }),
          ...(filters.state === "active" || filters.state === "draft" ? { active: filters.state === "active" } : {}),
          ...(filters.state === "archived" ? { archived: true } : {}),
        }}
        columns={columns}
        rowKey={({ id }) => id}
        empty={
          <EmptyState title={filters.search === "" ? "No pipelines yet" : "No pipeline is called that"}>
            A pipeline says what happens to a change: build it, test it, ship it.
          </EmptyState>
        }
      />
    </Page>
  );
}
