import type { ComponentType } from "react";
import type { RouteObject } from "react-router";
import { PageError, PageNotFound } from "./page-error.tsx";
import { pagePaths } from "./page-paths.ts";
import { RequireSession } from "./require-session.tsx";

/** For everybody. */
const outside: readonly RouteObject[] = [
  page(pagePaths.signIn, async () => (await import("../pages/sign-in/sign-in.tsx")).SignIn),
  page(pagePaths.welcome, async () => (await import("../pages/sign-in/welcome.tsx")).Welcome),
  page(pagePaths.invitation, async () => (await import("../pages/sign-in/invitation.tsx")).Invitation),
];

/** For who is signed in. */
const inside: readonly RouteObject[] = [
  page(pagePaths.overview, async () => (await import("../pages/overview/overview.tsx")).Overview),
  page(pagePaths.executions, async () => (await import("../pages/executions/executions.tsx")).Executions),
  page(pagePaths.execution, async () => (await import("../pages/execution/execution-page.tsx")).ExecutionPage),
  page(pagePaths.pipelines, async () => (await import("../pages/pipelines/pipelines.tsx")).Pipelines),
  page(pagePaths.newPipeline, async () => (await import("../pages/designer/designer-page.tsx")).NewPipelinePage),
  page(pagePaths.designer, async () => (await import("../pages/designer/designer-page.tsx")).DesignerPage),
  { path: "*", element: <PageNotFound /> },
];

export const routes: RouteObject[] = [
  {
    errorElement: <PageError />,
    // Nothing moves when the first page comes a moment later.
    hydrateFallbackElement: <></>,
    children: [
      ...outside,
      { element: <RequireSession />, children: [{ errorElement: <PageError />, children: [...inside] }] },
    ],
  },
];

/** A page is loaded when it is first opened. */
function page(path: string, load: () => Promise<ComponentType>): RouteObject {
  return { path, lazy: async () => ({ Component: await load() }) };
}
