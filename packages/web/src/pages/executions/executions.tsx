import { Link } from "react-router";
import { EmptyState } from "../../common/empty-state.tsx";
import { ChoiceFilter, FilterBar, SearchFilter } from "../../common/filter-bar.tsx";
import { NothingLikeThat } from "../../common/nothing-like-that.tsx";
import { OperationList } from "../../common/operation-list.tsx";
import { Page } from "../../common/page.tsx";
import { PipelineFilter } from "../../common/pipeline-filter.tsx";
import { given, useFilters } from "../../common/use-filters.ts";
import { pagePaths } from "../../shell/page-paths.ts";
import { executionColumns } from "./execution-columns.tsx";

const states = ["queued", "running", "ended"] as const;
const outcomes = ["success", "failed", "timedOut", "cancelled"] as const;

const statusChoices = [
  { value: "queued", label: "Queued" },
  { value: "running", label: "Running" },
  { value: "asking", label: "Waiting for approval" },
  { value: "interrupted", label: "Waiting for a deployer" },
  { value: "success", label: "Success" },
  { value: "failed", label: "Failed" },
  { value: "timedOut", label: "Timed out" },
  { value: "cancelled", label: "Cancelled" },
];

/** What has run, is running and waits to run. */
export function Executions() {
  const [filters, change] = useFilters(["status", "branch", "pipeline"]);
  const state = states.find((each) => each === filters.status);
  const outcome = outcomes.find((each) => each === filters.status);
  const filtered = Object.values(filters).some((value) => value !== "");
  return (
    <Page title="Executions">
      <FilterBar>
        <SearchFilter label="Branch" value={filters.branch} onChange={(branch) => change({ branch })} />
        <ChoiceFilter
          label="Status"
          all="Every status"
          value={filters.status}
          choices={statusChoices}
          onChange={(status) => change({ status })}
        />
        <PipelineFilter value={filters.pipeline} onChange={(pipeline) => change({ pipeline })} />
      </FilterBar>
      <OperationList
        label="Executions"
        operation="executions.list"
        input={{
          ...given({ branch: filters.branch, pipeline: filters.pipeline }),
          ...(state === undefined ? {} : { state }),
          ...(outcome === undefined ? {} : { outcome }),
          ...(filters.status === "asking" ? { awaitsApproval: true } : {}),
          ...(filters.status === "interrupted" ? { awaitsDeployer: true } : {}),
        }}
        every={4_000}
        columns={executionColumns}
        rowKey={({ id }) => id}
        empty={
          filtered ? (
            <NothingLikeThat what="execution" onClear={() => change({ status: "", branch: "", pipeline: "" })} />
          ) : (
            <EmptyState title="Nothing has run yet">
              Open a <Link to={pagePaths.pipelines}>pipeline</Link> and run it, or let a push or a schedule start one.
            </EmptyState>
          )
        }
      />
    </Page>
  );
}
