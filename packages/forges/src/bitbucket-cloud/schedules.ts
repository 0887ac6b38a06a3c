import { type ForgeHttp, path } from "../http/index.ts";
import type { NewSchedule, Schedules } from "../ports/index.ts";
import { given } from "../values.ts";
import { scheduleOf } from "./mapping.ts";
import { readAll } from "./paging.ts";
import { quartzOf } from "./quartz.ts";
import { repositoryPath } from "./request.ts";
import { scheduleSchema } from "./schema.ts";

const schedulesPath = "/pipelines_config/schedules";

export function createSchedules(http: ForgeHttp): Schedules {
  return {
    async list(repository, signal) {
      const request = { path: repositoryPath(repository) + schedulesPath, ...given("signal", signal) };
      return (await readAll(http, request, scheduleSchema)).map(scheduleOf);
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
