import { Navigate, useLocation } from "react-router";
import { useOperation } from "../client/use-operation.ts";
import { ProblemNotice } from "../common/problem-notice.tsx";
import { SkeletonRows } from "../common/skeleton.tsx";
import { pagePaths } from "./page-paths.ts";
import { Shell } from "./shell.tsx";
import { useStartPage } from "./start-page.ts";

/** The pages, for who is signed in; everybody else signs in first and comes back. */
export function RequireSession() {
  const { data, error, refetch } = useOperation("me.get", {});
  const { pathname, search, key } = useLocation();
  const [startPage] = useStartPage();
  if (data !== undefined && error?.code !== "unauthenticated") {
    // The key of the address with which the pages were opened; the overview can be gone to afterwards.
    const isOpened = key === "default" && pathname === pagePaths.overview && search === "";
    return isOpened && startPage !== pathname ? <Navigate to={startPage} replace /> : <Shell />;
  }
  if (error === null) return <SkeletonRows />;
  if (error.code !== "unauthenticated") return <ProblemNotice problem={error} again={() => void refetch()} />;
  const next = `${pathname}${search}`;
  return <Navigate to={`${pagePaths.signIn}${next === "/" ? "" : `?next=${encodeURIComponent(next)}`}`} replace />;
}
