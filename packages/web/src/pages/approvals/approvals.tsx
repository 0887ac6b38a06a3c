import { Button } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import type { ItemOf } from "../../client/use-pages.ts";
import { Commit } from "../../common/commit.tsx";
import { EmptyState } from "../../common/empty-state.tsx";
import { ChoiceFilter, FilterBar, SearchFilter } from "../../common/filter-bar.tsx";
import { NothingLikeThat } from "../../common/nothing-like-that.tsx";
import { OperationList } from "../../common/operation-list.tsx";
import { Page } from "../../common/page.tsx";
import { RelativeTime } from "../../common/relative-time.tsx";
import { RepositoryFilter } from "../../common/repository-filter.tsx";
import { RowActions } from "../../common/row-actions.tsx";
import { StatusMark } from "../../common/status-icon.tsx";
import { given, useFilters } from "../../common/use-filters.ts";
import { Visible } from "../../common/visible.tsx";
import { pathTo } from "../../shell/path-to.ts";
import { DecideDialog } from "./decide-dialog.tsx";

export type Approval = ItemOf<"approvals.list">;

const states = ["approved", "rejected", "expired", "cancelled", "all"] as const;

/** What waits for people, and what they decided. */
export function Approvals() {
  const [filters, change] = useFilters(["search", "state", "repository"]);
  const [deciding, setDeciding] = useState<Approval>();
  const mine = filters.state === "";
  const state = states.find((each) => each === filters.state) ?? "waiting";
  return (
    <Page title="Approvals">
      <FilterBar>
        <SearchFilter
          label="Pipeline, stage or branch"
          value={filters.search}
          onChange={(search) => change({ search })}
        />
        <ChoiceFilter
          label="State"
          all="Waiting for you"
          value={filters.state}
          choices={[
            { value: "waiting", label: "Waiting for anybody" },
            { value: "approved", label: "Approved" },
            { value: "rejected", label: "Rejected" },
            { value: "expired", label: "Expired" },
            { value: "cancelled", label: "Cancelled" },
            { value: "all", label: "All" },
          ]}
          onChange={(next) => change({ state: next })}
        />
        <RepositoryFilter value={filters.repository} onChange={(repository) => change({ repository })} />
      </FilterBar>
      <OperationList
        label="Approvals"
        operation="approvals.list"
        input={{
          state,
          ...(mine ? { mine } : {}),
          ...given({ repository: filters.repository, search: filters.search }),
        }}
        every={5_000}
        columns={[
          {
            title: "State",
            rank: 2,
            narrow: true,
            cell: (each) =>
              each.state === "waiting" ? (
                <StatusMark status="asking">waiting</StatusMark>
              ) : (
                <StatusMark status={each.state} />
              ),
          },
          {
            title: "For",
            cell: (each) => (
              <Link to={pathTo.execution(each.executionId)}>
                <Visible>{each.pipeline.name}</Visible> #{each.pipeline.number}, <Visible>{each.instance}</Visible>
              </Link>
            ),
          },
          { title: "To", rank: 2, cell: ({ environment }) => environment },
          { title: "Branch", rank: 3, cell: ({ branch }) => branch },
          { title: "Commit", rank: 3, narrow: true, cell: ({ commit }) => <Commit id={commit} /> },
          { title: "Started by", rank: 3, cell: ({ triggeredBy }) => triggeredBy.name },
          {
            title: "Asked",
            rank: 2,
            narrow: true,
            figures: true,
            cell: ({ requestedAt }) => <RelativeTime at={requestedAt} />,
          },
          {
            title: "Decision",
            untitled: true,
            narrow: true,
            cell: (each) => (
              <RowActions>
                <Button
                  size="small"
                  {...(each.mine ? { type: "primary" as const } : {})}
                  onClick={() => setDeciding(each)}
                >
                  {each.mine ? "Decide" : "Look"}
                </Button>
              </RowActions>
            ),
          },
        ]}
        rowKey={({ id }) => id}
        empty={
          mine && filters.search === "" && filters.repository === "" ? (
            <EmptyState title="Nothing waits for you">
              A stage that needs somebody's consent is shown here, with the commit that it is for.
            </EmptyState>
          ) : (
            <NothingLikeThat what="approval" onClear={() => change({ search: "", state: "", repository: "" })} />
          )
        }
      />
      {deciding === undefined ? null : <DecideDialog approval={deciding} onClose={() => setDeciding(undefined)} />}
    </Page>
  );
}
