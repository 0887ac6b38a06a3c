import { type ComponentType, lazy, Suspense, useMemo } from "react";
import { type PartTab, PartTabs } from "../../common/part-tabs.tsx";
import { SkeletonRows } from "../../common/skeleton.tsx";
import { useFilters } from "../../common/use-filters.ts";
import { ExecutionLog } from "./execution-log.tsx";
import { ExecutionVisualizer } from "./execution-visualizer.tsx";
import { FailureCard } from "./failure-card.tsx";
import { ForkOnHost } from "./fork-on-host.tsx";
import { AnnotationsPart, annotationsOf } from "./parts/annotations-part.tsx";
import type { WatchedExecution } from "./use-execution.ts";
import { type ReportStage, useReport } from "./use-report.ts";
import { WaitingOnHost } from "./waiting-on-host.tsx";
import { WaitingPeople } from "./waiting-people.tsx";

interface PartProps {
  readonly watched: WatchedExecution;
}

const TestsPart = lazy<ComponentType<PartProps>>(async () => ({
  default: (await import("./parts/tests-part.tsx")).TestsPart,
}));
const ArtifactsPart = lazy<ComponentType<PartProps>>(async () => ({
  default: (await import("./parts/artifacts-part.tsx")).ArtifactsPart,
}));
const ChangesPart = lazy<ComponentType<PartProps>>(async () => ({
  default: (await import("./parts/changes-part.tsx")).ChangesPart,
}));
const SummaryPart = lazy<ComponentType<{ readonly stages: readonly ReportStage[] }>>(async () => ({
  default: (await import("./parts/summary-part.tsx")).SummaryPart,
}));

/** What there is to see of an execution; which of it stands in the address. */
export function ExecutionParts({ watched }: PartProps) {
  const { detail, live, ended } = watched;
  const [{ view }] = useFilters(["view"]);
  const report = useReport(detail.id, ended);
  const annotations = useMemo(() => annotationsOf(live.events), [live.events]);
  const stages = report?.stages ?? [];
  const tests = stages.reduce((sum, each) => sum + (each.tests?.total ?? 0), 0);
  const artifacts = stages.reduce((sum, each) => sum + each.artifacts.length, 0);
  const hasSummary = stages.some(({ summary }) => summary !== "");
  const tabs: readonly PartTab[] = [
    { key: "stages", label: "Stages" },
    { key: "log", label: "Log" },
    { key: "tests", label: "Tests", ...counted(tests) },
    { key: "artifacts", label: "Artifacts", ...counted(artifacts) },
    ...(hasSummary || view === "summary" ? [{ key: "summary", label: "Summary" }] : []),
    ...(annotations.length > 0 || view === "annotations"
      ? [{ key: "annotations", label: "Annotations", ...counted(annotations.length) }]
      : []),
    { key: "changes", label: "Changes" },
  ];
  const part = tabs.find(({ key }) => key === view)?.key ?? "stages";
  return (
    <>
      <WaitingPeople watched={watched} />
      <WaitingOnHost watched={watched} />
      <ForkOnHost watched={watched} />
      {part === "stages" ? <FailureCard watched={watched} /> : null}
      <PartTabs label="Parts of this execution" parameter="view" tabs={tabs} current={part} />
      <Suspense fallback={<SkeletonRows />}>{shown()}</Suspense>
    </>
  );

  function shown() {
    switch (part) {
      case "log":
        return <ExecutionLog watched={watched} />;
      case "tests":
        return <TestsPart watched={watched} />;
      case "artifacts":
        return <ArtifactsPart watched={watched} />;
      case "summary":
        return <SummaryPart stages={stages} />;
      case "annotations":
        return <AnnotationsPart annotations={annotations} />;
      case "changes":
        return <ChangesPart watched={watched} />;
      default:
        return <ExecutionVisualizer watched={watched} report={report} />;
    }
  }
}

function counted(count: number): { readonly count?: number } {
  return count === 0 ? {} : { count };
}
