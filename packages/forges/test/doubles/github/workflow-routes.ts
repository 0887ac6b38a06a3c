import { link as url } from "./answers.ts";
import { inRepository, listed, missing, ok, type Route } from "./reply.ts";
import type { Schemas } from "./vendor-types.ts";
import type { Repository, Workflow } from "./world.ts";

const workflows = "/repos/{owner}/{repo}/actions/workflows";
const one = `${workflows}/{workflow_id}`;

export const workflowRoutes: readonly Route[] = [
  {
    method: "GET",
    path: workflows,
    reply: inRepository((repository, { query }) => listed("workflows", repository.workflows, query, workflowAnswer)),
  },
  { method: "GET", path: one, reply: inWorkflow((workflow) => ok(workflowAnswer(workflow))) },
  { method: "PUT", path: `${one}/enable`, reply: inWorkflow(turned("active")) },
  { method: "PUT", path: `${one}/disable`, reply: inWorkflow(turned("disabled_manually")) },
];

/** By its id, or its file's name. */
export function findWorkflow({ workflows: all }: Repository, name = ""): Workflow | undefined {
  return all.find(({ id, file }) => file === name || String(id) === name);
}

function inWorkflow(reply: (workflow: Workflow) => ReturnType<Route["reply"]>): Route["reply"] {
  return inRepository((repository, { params }) => {
    const workflow = findWorkflow(repository, params.workflow_id);
    return workflow === undefined ? missing : reply(workflow);
  });
}

function turned(state: Workflow["state"]) {
  return (workflow: Workflow) => {
    workflow.state = state;
    return { status: 204 };
  };
}

function workflowAnswer({ id, name, file, state }: Workflow) {
  return {
    id,
    node_id: "W1",
    name,
    path: `.github/workflows/${file}`,
    state,
    created_at: "2026-01-01T00:00:00Z",
    updated_at: "2026-01-01T00:00:00Z",
    url,
    html_url: `https://github.com/acme/shop/blob/main/.github/workflows/${file}`,
    badge_url: url,
  } satisfies Schemas["workflow"];
}
