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
import { RunAddress } from "../executions/run-address.tsx";
import { Trends } from "./trends.tsx";
import { WaitingForMe } from "./waiting-for-me.tsx";

const every = 4_000;

/** What waits for me, what runs, what failed lately, and how it goes. */
export function Overview() {
  const enabled = useMay("execution.read");
  const running = usePages("executions.list", { state: "running", limit: 20 }, { every, enabled });
  const queued = usePages("executions.list", { state: "queued", limit: 20 }, { every, enabled });
  const failed = usePages("executions.list", { outcome: "failed", limit: 5 }, { every, enabled });
  const latest = usePages("executions.list", { state: "ended", limit: 5 }, { every, enabled });
  const lists = [running, queued, failed, latest];
  const problem = lists.find((list) => list.problem !== null);
  const going = [...(running.items ?? []), ...(queued.items ?? [])];
  const neverRan = going.length === 0 && latest.items?.length === 0;
  return (
    <Page title="Overview" actions={enabled ? <RunAddress /> : undefined}>
      {problem?.problem == null ? null : <ProblemNotice problem={problem.problem} again={problem.again} />}
      {lists.some(({ items }) => items === undefined) ? (
        problem === undefined ? (
          <SkeletonRows />
        ) : null
      ) : neverRan ? (
        <EmptyState title="Nothing has run yet" actions={<Link to={pagePaths.start}>Ways to begin</Link>}>
          What runs, what failed and what waits for you will be shown here.
        </EmptyState>
      ) : (
        <>
          <WaitingForMe />
          <Trends />
          <Section title="Running and queued">
            {going.length === 0 ? (
              <p>Nothing runs.</p>
            ) : (
              <ListTable label="Running and queued" columns={executionColumns} rows={going} rowKey={({ id }) => id} />
            )}
          </Section>
          {failed.items?.length === 0 ? null : (
            <Section
              title="Failed lately"
              actions={<Link to={`${pagePaths.executions}?status=failed`}>All that failed</Link>}
            >
              <ListTable
                label="Failed lately"
                columns={executionColumns}
                rows={failed.items ?? []}
                rowKey={({ id }) => id}
              />
            </Section>
          )}
          <Section title="Ended lately" actions={<Link to={pagePaths.executions}>All executions</Link>}>
            <ListTable
              label="Ended lately"
              columns={executionColumns}
              rows={latest.items ?? []}
              rowKey={({ id }) => id}
            />
          </Section>
        </>
      )}
    </Page>
  );
}
