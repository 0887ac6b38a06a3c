import type { ReactNode } from "react";
import { ChoiceFilter, FilterBar, SearchFilter } from "../../common/filter-bar.tsx";
import { HostPipelineFilter } from "../../common/host-pipeline-filter.tsx";
import { NothingLikeThat } from "../../common/nothing-like-that.tsx";
import { OperationList } from "../../common/operation-list.tsx";
import { PipelineFilter } from "../../common/pipeline-filter.tsx";
import { RepositoryFilter } from "../../common/repository-filter.tsx";
import { given, useFilters } from "../../common/use-filters.ts";
import { executionColumns } from "./execution-columns.tsx";

const states = ["queued", "running", "ended"] as const;
const outcomes = ["success", "failed", "timedOut", "cancelled", "unknown"] as const;

const statusChoices = [
  { value: "queued", label: "Queued" },
  { value: "running", label: "Running" },
  { value: "asking", label: "Waiting for approval" },
  { value: "interrupted", label: "Waiting for a deployer" },
  { value: "success", label: "Success" },
  { value: "failed", label: "Failed" },
  { value: "timedOut", label: "Timed out" },
  { value: "cancelled", label: "Cancelled" },
  // What a host of code says and this version has no word for.
  { value: "unknown", label: "Unknown" },
];

/** Executions with their filters, of one pipeline or of all. */
export function ExecutionList({
  pipeline,
  empty,
}: {
  readonly pipeline?: string;
  /** Where nothing has run yet. */
  readonly empty: ReactNode;
}) {
  const [filters, change] = useFilters(["status", "branch", "pipeline", "repository", "hostPipeline"]);
  const state = states.find((each) => each === filters.status);
  const outcome = outcomes.find((each) => each === filters.status);
  const filtered = Object.values(filters).some((value) => value !== "");
  return (
    <>
      <FilterBar>
        <SearchFilter label="Branch" value={filters.branch} onChange={(branch) => change({ branch })} />
        <ChoiceFilter
          label="Status"
          all="Every status"
          value={filters.status}
          choices={statusChoices}
          onChange={(status) => change({ status })}
        />
        {pipeline === undefined ? (
          <>
            <RepositoryFilter
              value={filters.repository}
              onChange={(next) => change({ repository: next, hostPipeline: "" })}
            />
            <PipelineFilter
              value={filters.pipeline}
              onChange={(next) => change({ pipeline: next, hostPipeline: "" })}
            />
            {filters.repository === "" ? null : (
              <HostPipelineFilter
                repository={filters.repository}
                value={filters.hostPipeline}
                onChange={(next) => change({ hostPipeline: next, pipeline: "" })}
              />
            )}
          </>
        ) : null}
      </FilterBar>
      <OperationList
        label="Executions"
        operation="executions.list"
        input={{
          ...given({
            branch: filters.branch,
            pipeline: pipeline ?? filters.pipeline,
            repository: filters.repository,
            hostPipeline: filters.hostPipeline,
          }),
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
            <NothingLikeThat
              what="execution"
              onClear={() => change({ status: "", branch: "", pipeline: "", repository: "", hostPipeline: "" })}
            />
          ) : (
            empty
          )
        }
      />
    </>
  );
}
