import type { OutputOf } from "@headrace/app/client";
import { EmptyState } from "../../common/empty-state.tsx";
import { FilterBar, SearchFilter } from "../../common/filter-bar.tsx";
import { NothingLikeThat } from "../../common/nothing-like-that.tsx";
import { OperationList } from "../../common/operation-list.tsx";
import { RelativeTime } from "../../common/relative-time.tsx";
import { given, useFilters } from "../../common/use-filters.ts";
import { MadeOfTemplate } from "./made-of-template.tsx";

/** The versions of its text. */
export function PipelineVersions({ pipeline }: { readonly pipeline: OutputOf<"pipelines.get"> }) {
  const [{ search }, change] = useFilters(["search"]);
  if (pipeline.source === "repository") {
    return (
      <EmptyState title="Its text is in the repository">
        Each commit has a version of <code>{pipeline.path}</code>; what ran shows the one that it ran by.
      </EmptyState>
    );
  }
  return (
    <>
      <MadeOfTemplate pipeline={pipeline} />
      <FilterBar>
        <SearchFilter label="Message" value={search} onChange={(next) => change({ search: next })} />
      </FilterBar>
      <OperationList
        label="Versions"
        operation="pipelines.versions"
        input={{ pipeline: pipeline.id, ...given({ search }) }}
        columns={[
          { title: "Version", narrow: true, cell: ({ version }) => version },
          { title: "Message", cell: ({ message }) => message },
          { title: "By", rank: 2, cell: ({ createdBy }) => createdBy },
          { title: "When", narrow: true, figures: true, cell: ({ createdAt }) => <RelativeTime at={createdAt} /> },
        ]}
        rowKey={({ version }) => String(version)}
        empty={
          search === "" ? (
            <EmptyState title="Nothing is saved yet" />
          ) : (
            <NothingLikeThat what="version" onClear={() => change({ search: "" })} />
          )
        }
      />
    </>
  );
}
