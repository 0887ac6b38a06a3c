import { z } from "zod";
import { inRepository, listed, missing, ok, type Route } from "./reply.ts";

// Whether Actions run, and on which machines of one's own.

const actions = "/repos/{owner}/{repo}/actions";
const runners = `${actions}/runners`;

const permissionsBody = z.object({
  enabled: z.boolean(),
  allowed_actions: z.enum(["all", "local_only", "selected"]).optional(),
  sha_pinning_required: z.boolean().optional(),
});
/** What is not said is set to what is usual. */
const unsaid = { allowed_actions: "all", sha_pinning_required: false } as const;

export const runnerRoutes: readonly Route[] = [
  {
    method: "GET",
    path: `${actions}/permissions`,
    reply: inRepository(({ machines: { permissions } }) => ok(permissions)),
  },
  {
    method: "PUT",
    path: `${actions}/permissions`,
    reply: inRepository(({ machines }, { body }) => {
      machines.permissions = { ...unsaid, ...permissionsBody.parse(body) };
      return { status: 204 };
    }),
  },
  {
    method: "GET",
    path: runners,
    reply: inRepository(({ machines }, { query }) => listed("runners", machines.runners, query, (runner) => runner)),
  },
  {
    method: "PUT",
    path: `${runners}/{runner_id}/labels`,
    reply: inRepository(({ machines }, { params, body }) => {
      const runner = machines.runners.find(({ id }) => String(id) === params.runner_id);
      if (runner === undefined) return missing;
      const { labels } = z.object({ labels: z.array(z.string()) }).parse(body);
      runner.labels = labels.map((name, id) => ({ id, name, type: "custom" }));
      return ok({ total_count: labels.length, labels: runner.labels });
    }),
  },
  {
    method: "DELETE",
    path: `${runners}/{runner_id}`,
    reply: inRepository(({ machines }, { params }) => {
      const place = machines.runners.findIndex(({ id }) => String(id) === params.runner_id);
      if (place === -1) return missing;
      machines.runners.splice(place, 1);
      return { status: 204 };
    }),
  },
];
