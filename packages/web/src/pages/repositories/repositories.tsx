import { Button } from "antd";
import { useState } from "react";
import { Link, useNavigate } from "react-router";
import { useViewer } from "../../client/use-me.ts";
import { EmptyState } from "../../common/empty-state.tsx";
import { FilterBar, SearchFilter } from "../../common/filter-bar.tsx";
import { OperationList } from "../../common/operation-list.tsx";
import { Page } from "../../common/page.tsx";
import { RelativeTime } from "../../common/relative-time.tsx";
import { given, useFilters } from "../../common/use-filters.ts";
import { pathTo } from "../../shell/path-to.ts";
import { AddRepository } from "./add-repository.tsx";

/** Where the code is. */
export function Repositories() {
  const navigate = useNavigate();
  const [filters, change] = useFilters(["search"]);
  const [adding, setAdding] = useState(false);
  const viewer = useViewer();
  const mayWrite = viewer?.may("repository.write") === true;
  const add = mayWrite ? (
    <Button type="primary" onClick={() => setAdding(true)}>
      Add a repository
    </Button>
  ) : undefined;
  return (
    <Page title="Repositories" actions={add}>
      <FilterBar>
        <SearchFilter label="Name" value={filters.search} onChange={(search) => change({ search })} />
      </FilterBar>
      <OperationList
        label="Repositories"
        operation="repositories.list"
        input={given(filters)}
        columns={[
          { title: "Repository", cell: ({ id, name }) => <Link to={pathTo.repository(id)}>{name}</Link> },
          { title: "Place", rank: 2, cell: ({ location }) => <code title={location}>{location}</code> },
          { title: "Default branch", rank: 3, narrow: true, cell: ({ defaultBranch }) => defaultBranch },
          { title: "About", rank: 3, cell: ({ description }) => description },
          { title: "Changed", narrow: true, figures: true, cell: ({ updatedAt }) => <RelativeTime at={updatedAt} /> },
        ]}
        rowKey={({ id }) => id}
        empty={
          filters.search === "" ? (
            <EmptyState title="No repositories yet">
              {viewer?.me.localRepositories === true
                ? "A repository is a folder on this machine or the address of a clone."
                : "A repository is the address that it is cloned from."}{" "}
              Pipelines run on what it holds.
            </EmptyState>
          ) : (
            <EmptyState title="No repository is called that" />
          )
        }
      />
      {adding ? (
        <AddRepository onClose={() => setAdding(false)} onAdded={(id) => void navigate(pathTo.repository(id))} />
      ) : null}
    </Page>
  );
}
