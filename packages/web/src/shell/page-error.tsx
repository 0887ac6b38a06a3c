import { Button } from "antd";
import { isRouteErrorResponse, Link, useRouteError } from "react-router";
import { EmptyState } from "../common/empty-state.tsx";
import { Page } from "../common/page.tsx";
import { pagePaths } from "./page-paths.ts";

/** Where a page could not be shown at all. */
export function PageError() {
  const error = useRouteError();
  if (isRouteErrorResponse(error) && error.status === 404) return <PageNotFound />;
  return (
    <Page title="This page does not work">
      <EmptyState title={error instanceof Error ? error.message : "Something broke"} actions={<Reload />}>
        If the server was updated in between, loading the page again is all that is needed.
      </EmptyState>
    </Page>
  );
}

export function PageNotFound() {
  return (
    <Page title="There is no such page">
      <EmptyState title="Nothing is at this address" actions={<Link to={pagePaths.overview}>To the overview</Link>}>
        It may have been removed, or be of an organization that you do not belong to.
      </EmptyState>
    </Page>
  );
}

function Reload() {
  return (
    <Button type="primary" onClick={() => window.location.reload()}>
      Load it again
    </Button>
  );
}
