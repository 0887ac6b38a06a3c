import { useParams } from "react-router";
import { Page } from "../../common/page.tsx";
import { ProblemNotice } from "../../common/problem-notice.tsx";
import { SkeletonRows } from "../../common/skeleton.tsx";
import { ExecutionActions } from "./execution-actions.tsx";
import { ExecutionFacts } from "./execution-facts.tsx";
import { ExecutionHead } from "./execution-head.tsx";
import { ExecutionParts } from "./execution-parts.tsx";
import { useExecution } from "./use-execution.ts";

/** One execution: what it is, how it goes, what it printed, why it failed. */
export function ExecutionPage() {
  const { execution = "" } = useParams();
  // Another one begins with nothing of this one.
  return <Execution key={execution} id={execution} />;
}

function Execution({ id }: { readonly id: string }) {
  const { watched, problem, again } = useExecution(id);
  if (watched === undefined) {
    return (
      <Page title="Execution">
        {problem === undefined ? <SkeletonRows /> : <ProblemNotice problem={problem} again={again} />}
      </Page>
    );
  }
  return (
    <ExecutionHead watched={watched} actions={<ExecutionActions watched={watched} />}>
      <ExecutionFacts watched={watched} />
      {watched.live.problem === undefined ? null : <ProblemNotice problem={watched.live.problem} />}
      <ExecutionParts watched={watched} />
    </ExecutionHead>
  );
}
