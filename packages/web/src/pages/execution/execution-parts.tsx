import { Suspense, useMemo } from "react";
import { SkeletonRows } from "../../common/skeleton.tsx";
import { useFilters } from "../../common/use-filters.ts";
import { ExecutionLog } from "./execution-log.tsx";
import { PartTabs } from "./part-tabs.tsx";
import { StageList } from "./stage-list.tsx";
import type { WatchedExecution } from "./use-execution.ts";

const parts = ["stages", "log"] as const;
const words = { stages: "Stages", log: "Log" } as const;

/** What there is to see of an execution; which of it stands in the address. */
export function ExecutionParts({ watched }: { readonly watched: WatchedExecution }) {
  const [{ view }] = useFilters(["view"]);
  const part = parts.find((each) => each === view) ?? "stages";
  const tabs = useMemo(() => parts.map((each) => ({ key: each, label: words[each] })), []);
  return (
    <>
      <PartTabs tabs={tabs} current={part} />
      <Suspense fallback={<SkeletonRows />}>
        {part === "stages" ? <StageList watched={watched} /> : null}
        {part === "log" ? <ExecutionLog watched={watched} /> : null}
      </Suspense>
    </>
  );
}
