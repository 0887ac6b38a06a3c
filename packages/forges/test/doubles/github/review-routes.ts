import { z } from "zod";
import { deploymentAnswer, pendingAnswer } from "./answers.ts";
import { inRun, ok, type Route, refuse } from "./reply.ts";
import { endRun, lastAttempt } from "./world.ts";

const runPath = "/repos/{owner}/{repo}/actions/runs/{run_id}";

export const reviewRoutes: readonly Route[] = [
  {
    method: "GET",
    path: `${runPath}/pending_deployments`,
    reply: inRun((run, _, { environments }) => {
      return ok(run.pending.map((name) => pendingAnswer(name, environments.get(name)?.id ?? 0)));
    }),
  },
  {
    method: "POST",
    path: `${runPath}/pending_deployments`,
    reply: inRun((run, { body }, { environments }) => {
      const review = reviewSchema.parse(body);
      const names = [...environments].filter(([, { id }]) => review.environment_ids.includes(id)).map(([name]) => name);
      if (names.length === 0 || names.some((name) => !run.pending.includes(name))) {
        return refuse(422, "Validation Failed: no pending deployment requests to approve or reject");
      }
      for (const name of names) run.pending.splice(run.pending.indexOf(name), 1);
      if (review.state === "rejected") endRun(run, "failure");
      else if (run.pending.length === 0) lastAttempt(run).status = "in_progress";
      return ok(names.map(deploymentAnswer));
    }),
  },
  {
    method: "POST",
    path: `${runPath}/approve`,
    reply: inRun((run) => {
      const attempt = lastAttempt(run);
      if (attempt.conclusion !== "action_required") return refuse(403, "This run is not from a fork pull request");
      attempt.status = "queued";
      attempt.conclusion = null;
      return { status: 201, json: {} };
    }),
  },
];

const reviewSchema = z.object({
  environment_ids: z.array(z.number()),
  state: z.enum(["approved", "rejected"]),
  comment: z.string(),
});
