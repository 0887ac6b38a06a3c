import type { z } from "zod";
import { type ForgeHttp, path } from "../http/index.ts";
import type { NewSchedule, ScheduleExecution, Schedules } from "../ports/index.ts";
import { given, timeOf } from "../values.ts";
import { scheduleOf } from "./mapping.ts";
import { readAll, readFirst } from "./paging.ts";
import { quartzOf } from "./quartz.ts";
import { repositoryPath } from "./request.ts";
import { scheduleExecutionSchema, scheduleSchema } from "./schema.ts";

/** Each is a request of the hour. */
const mostPages = 2;
const schedulesPath = "/pipelines_config/schedules";

export function createSchedules(http: ForgeHttp): Schedules {
  return {
    async list(repository, signal) {
      const request = { path: repositoryPath(repository) + schedulesPath, ...given("signal", signal) };
      return (await readAll(http, request, scheduleSchema)).map(scheduleOf);
    },
    async executions(repository, id, signal) {
      const at = repositoryPath(repository) + schedulesPath + path`/${id}/executions`;
      const item = { item: scheduleExecutionSchema, pages: mostPages };
      const found = await readFirst(http, { path: at, ...given("signal", signal) }, item);
      return found.items.map(executionOf);
    },
    async create(repository, schedule, signal) {
      const at = repositoryPath(repository) + schedulesPath;
      const body = createBody(schedule);
      return scheduleOf(
        await http.json({ method: "POST", path: at, body, ...given("signal", signal) }, scheduleSchema),
      );
    },
    // Nothing else of a schedule can be changed.
    async switch(repository, { id, isEnabled }, signal) {
      const at = repositoryPath(repository) + schedulesPath + path`/${id}`;
      const body = { type: "pipeline_schedule", enabled: isEnabled };
      return scheduleOf(await http.json({ method: "PUT", path: at, body, ...given("signal", signal) }, scheduleSchema));
    },
    remove: (repository, id, signal) =>
      http.send({
        method: "DELETE",
        path: repositoryPath(repository) + schedulesPath + path`/${id}`,
        ...given("signal", signal),
      }),
  };
}

function executionOf({ pipeline, error }: z.output<typeof scheduleExecutionSchema>): ScheduleExecution {
  if (pipeline == null) return { problem: error?.message ?? error?.key ?? "Bitbucket does not say why" };
  return { run: pipeline.uuid, number: pipeline.build_number, ...given("createdAt", timeOf(pipeline.created_on)) };
}

function createBody({ branch, pipeline, cron, isEnabled }: NewSchedule) {
  const selector =
    pipeline === undefined ? { type: "branches", pattern: branch } : { type: "custom", pattern: pipeline };
  return {
    type: "pipeline_schedule",
    target: { type: "pipeline_ref_target", ref_type: "branch", ref_name: branch, selector },
    enabled: isEnabled,
    cron_pattern: quartzOf(cron),
  };
}
