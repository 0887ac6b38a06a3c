import { Link } from "react-router";
import { useMay } from "../../client/use-me.ts";
import { usePages } from "../../client/use-pages.ts";
import { EmptyState } from "../../common/empty-state.tsx";
import { ListTable } from "../../common/list-table.tsx";
import { Page, Section } from "../../common/page.tsx";
import { ProblemNotice } from "../../common/problem-notice.tsx";
import { SkeletonRows } from "../../common/skeleton.tsx";
import { pagePaths } from "../../shell/page-paths.ts";
import { executionColumns } from "../executions/execution-columns.tsx";

/** What runs, and what failed lately. */
export function Overview() {
  const mayRead = useMay("execution.read");
  const { items, problem, again } = usePages("executions.list", { limit: 50 }, { every: 4_000, enabled: mayRead });
  if (items === undefined) {
    return (
      <Page title="Overview">
        {problem === null ? <SkeletonRows /> : <ProblemNotice problem={problem} again={again} />}
      </Page>
    );
  }
  const going = items.filter(({ state }) => state !== "ended");
  const red = items.filter(({ outcome }) => outcome === "failed" || outcome === "timedOut").slice(0, 5);
  return (
    <Page title="Overview">
      {problem === null ? null : <ProblemNotice problem={problem} again={again} />}
      <Section title="Running and queued">
        {going.length === 0 ? (
          <EmptyState title="Nothing runs">What runs or waits to run is shown here, as it happens.</EmptyState>
        ) : (
          <ListTable label="Running and queued" columns={executionColumns} rows={going} rowKey={({ id }) => id} />
        )}
      </Section>
      <Section
        title="Failed lately"
        actions={<Link to={`${pagePaths.executions}?status=failed`}>All that failed</Link>}
      >
        {red.length === 0 ? (
          <EmptyState title="Nothing failed lately" />
        ) : (
          <ListTable label="Failed lately" columns={executionColumns} rows={red} rowKey={({ id }) => id} />
        )}
      </Section>
    </Page>
  );
}
