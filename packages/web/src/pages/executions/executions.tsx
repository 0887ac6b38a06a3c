import { Link } from "react-router";
import { EmptyState } from "../../common/empty-state.tsx";
import { Page } from "../../common/page.tsx";
import { pagePaths } from "../../shell/page-paths.ts";
import { ExecutionList } from "./execution-list.tsx";
import { RunAddress } from "./run-address.tsx";

/** What has run, is running and waits to run. */
export function Executions() {
  return (
    <Page title="Executions" actions={<RunAddress />}>
      <ExecutionList
        empty={
          <EmptyState title="Nothing has run yet">
            Open a <Link to={pagePaths.pipelines}>pipeline</Link> and run it, or let a push or a schedule start one.
          </EmptyState>
        }
      />
    </Page>
  );
}
