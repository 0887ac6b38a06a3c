import type { ReactNode } from "react";
import { Link } from "react-router";
import { Page } from "../../common/page.tsx";
import { StatusMark } from "../../common/status-icon.tsx";
import { statusOfExecution } from "../../common/status-of-execution.ts";
import { visibleText } from "../../common/visible-text.ts";
import { pagePaths } from "../../shell/page-paths.ts";
import { pathTo } from "../../shell/path-to.ts";
import type { WatchedExecution } from "./use-execution.ts";

/** The frame of an execution's page. */
export function ExecutionHead({
  watched: { detail, live, stages },
  actions,
  children,
}: {
  readonly watched: WatchedExecution;
  readonly actions: ReactNode;
  readonly children: ReactNode;
}) {
  const { pipeline } = detail;
  const statuses = new Set(stages.flatMap(({ instances }) => instances.map(({ status }) => status)));
  const status =
    live.state?.status === "cancelling"
      ? "cancelling"
      : statusOfExecution({
          outcome: detail.outcome ?? live.state?.outcome,
          state: detail.state,
          awaitsApproval: statuses.has("asking"),
          awaitsDeployer: statuses.has("interrupted"),
        });
  const name = visibleText(pipeline.name);
  return (
    <Page
      title={`${name} #${detail.number}`}
      aside={<StatusMark status={status} />}
      trail={
        <>
          <Link to={pagePaths.executions}>Executions</Link>
          {" / "}
          {pipeline.id === undefined ? name : <Link to={pathTo.pipeline(pipeline.id)}>{name}</Link>}
        </>
      }
      actions={actions}
    >
      {children}
    </Page>
  );
}
