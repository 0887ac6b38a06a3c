import { z } from "zod";
import { inRepository, ok, page, type Route, refuse, remove } from "./reply.ts";
import { runAnswer } from "./run-routes.ts";
import type { Answer } from "./vendor-types.ts";
import { newId, type Schedule, type ScheduleExecution } from "./world.ts";

const schedulesPath = "/repositories/{workspace}/{repo_slug}/pipelines_config/schedules";

export const scheduleRoutes: readonly Route[] = [
  {
    method: "GET",
    path: schedulesPath,
    reply: inRepository(({ schedules }, question) => page(schedules.map(scheduleAnswer), question)),
  },
  {
    method: "POST",
    path: schedulesPath,
    reply: inRepository(({ schedules }, { body, address }) => {
      const parsed = scheduleSchema.safeParse(body);
      if (!parsed.success) return refuse(400, "Invalid schedule");
      const schedule = { uuid: newId(), enabled: true, executions: [], ...parsed.data };
      schedules.push(schedule);
      const location = `${address}/${encodeURIComponent(schedule.uuid)}`;
      return { status: 201, headers: { location }, json: scheduleAnswer(schedule) };
    }),
  },
  {
    method: "GET",
    path: `${schedulesPath}/{schedule_uuid}/executions`,
    reply: inRepository(({ schedules }, question) => {
      const schedule = schedules.find(({ uuid }) => uuid === question.params.schedule_uuid);
      if (schedule === undefined) return refuse(404, "No such schedule");
      return page(schedule.executions.map(executionAnswer), question);
    }),
  },
  {
    method: "PUT",
    path: `${schedulesPath}/{schedule_uuid}`,
    reply: inRepository(({ schedules }, { params, body }) => {
      const schedule = schedules.find(({ uuid }) => uuid === params.schedule_uuid);
      const parsed = z.object({ enabled: z.boolean() }).safeParse(body);
      if (schedule === undefined) return refuse(404, "No such schedule");
      if (parsed.success) schedule.enabled = parsed.data.enabled;
      return ok(scheduleAnswer(schedule));
    }),
  },
  {
    method: "DELETE",
    path: `${schedulesPath}/{schedule_uuid}`,
    reply: inRepository(({ schedules }, { params }) => remove(schedules, params.schedule_uuid)),
  },
];

const scheduleSchema = z.object({
  target: z.looseObject({ ref_type: z.literal("branch"), ref_name: z.string() }),
  enabled: z.boolean().optional(),
  cron_pattern: z.string(),
});

function executionAnswer(done: ScheduleExecution) {
  if ("message" in done) {
    const error = { type: "pipeline_error", ...done } satisfies Answer<"pipeline_error">;
    return { type: "pipeline_schedule_execution_errored", error };
  }
  return { type: "pipeline_schedule_execution_executed", pipeline: runAnswer(done) };
}

function scheduleAnswer({ target, executions: _, ...schedule }: Schedule) {
  const told = { type: "pipeline_ref_target", ...target } satisfies Answer<"pipeline_ref_target">;
  return { type: "pipeline_schedule", ...schedule, target: told } satisfies Answer<"pipeline_schedule">;
}
