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
  talkingPage(pagePaths.execution, async () => (await import("../pages/execution/execution-page.tsx")).ExecutionPage),
  page(pagePaths.pipelines, async () => (await import("../pages/pipelines/pipelines.tsx")).Pipelines),
  page(pagePaths.pipeline, async () => (await import("../pages/pipeline/pipeline-page.tsx")).PipelinePage),
  talkingPage(pagePaths.newPipeline, async () => (await import("../pages/designer/designer-page.tsx")).NewPipelinePage),
  talkingPage(pagePaths.designer, async () => (await import("../pages/designer/designer-page.tsx")).DesignerPage),
  page(pagePaths.analytics, async () => (await import("../pages/analytics/pipeline-analytics.tsx")).PipelineAnalytics),
  page(pagePaths.repositories, async () => (await import("../pages/repositories/repositories.tsx")).Repositories),
  page(pagePaths.repository, async () => (await import("../pages/repositories/repository-page.tsx")).RepositoryPage),
  page(pagePaths.connections, async () => (await import("../pages/connections/connections.tsx")).Connections),
  page(pagePaths.connection, async () => (await import("../pages/connections/connection-page.tsx")).ConnectionPage),
  page(pagePaths.environments, async () => (await import("../pages/environments/environments.tsx")).Environments),
  page(pagePaths.environment, async () => (await import("../pages/environments/environment-page.tsx")).EnvironmentPage),
  page(pagePaths.approvals, async () => (await import("../pages/approvals/approvals.tsx")).Approvals),
  page(pagePaths.schedules, async () => (await import("../pages/schedules/schedules.tsx")).Schedules),
  page(pagePaths.templates, async () => (await import("../pages/templates/templates.tsx")).Templates),
  page(pagePaths.secrets, async () => (await import("../pages/secrets/secrets.tsx")).Secrets),
  page(pagePaths.organization, async () => (await import("../pages/organization/organization.tsx")).Organization),
  page(pagePaths.members, async () => (await import("../pages/members/members.tsx")).Members),
  page(pagePaths.tokens, async () => (await import("../pages/tokens/tokens.tsx")).Tokens),
  page(pagePaths.webhooks, async () => (await import("../pages/webhooks/webhooks.tsx")).Webhooks),
  page(pagePaths.webhook, async () => (await import("../pages/webhooks/webhook-page.tsx")).WebhookPage),
  page(pagePaths.channels, async () => (await import("../pages/channels/channels.tsx")).Channels),
  page(pagePaths.audit, async () => (await import("../pages/audit/audit.tsx")).Audit),
  page(pagePaths.system, async () => (await import("../pages/system/system.tsx")).System),
  page(pagePaths.settings, async () => (await import("../pages/settings/settings.tsx")).Settings),
  page(pagePaths.start, async () => (await import("../pages/start/start.tsx")).Start),
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

/** One that says in passing what came of what was done. */
function talkingPage(path: string, load: () => Promise<ComponentType>): RouteObject {
  return page(path, async () => {
    const [Page, { withMessages }] = await Promise.all([load(), import("../common/with-messages.tsx")]);
    return withMessages(Page);
  });
}
