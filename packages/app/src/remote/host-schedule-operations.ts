import type { ForgeSchedule } from "@headrace/forges";
import { z } from "zod";
import { executionExample } from "../executions/execution.ts";
import { forgetMade, rememberMade } from "../leftovers/made-on-host.ts";
import { defineOperation } from "../operations/operation.ts";
import { cron } from "../schedules/schedule.ts";
import { branch, id } from "../values/fields.ts";
import { hostId } from "./host-id.ts";
import { openAbility } from "./remote-place.ts";

const { repositoryId } = executionExample;

const hostSchedule = z.object({
  id: hostId,
  branch: z.string(),
  pipeline: z.string().optional().describe("A custom one by its name; the branch's own unless said"),
  cron: z.string().optional().describe("In UTC; absent where the host's own pattern cannot be said in five fields"),
  pattern: z.string().describe("As the host writes it: Bitbucket has seconds and years"),
  enabled: z.boolean(),
});
const example: z.input<typeof hostSchedule> = {
  id: "{s1}",
  branch: "main",
  cron: "0 3 * * *",
  pattern: "0 0 3 * * ? *",
  enabled: true,
};

const listSchedules = defineOperation({
  name: "repositories.host-schedules",
  summary: "List the schedules by which a repository's host of code runs its own pipelines",
  input: z.strictObject({ repository: id }),
  output: z.object({ items: z.array(hostSchedule) }),
  access: { kind: "target", permission: "repository.read", target: "repository", from: "repository" },
  effect: "read",
  http: { method: "GET", path: "/repositories/{repository}/host-schedules" },
  example: { input: { repository: repositoryId }, output: { items: [example] } },
  handle: async ({ app, signal }, input) => {
    const { port: schedules, repository } = await openAbility(app, input.repository, {
      port: "schedules",
      ability: "schedules.read",
    });
    return { items: (await schedules.list(repository, signal)).map(scheduleOf) };
  },
});

const addSchedule = defineOperation({
  name: "repositories.add-host-schedule",
  summary: "Have a repository's host of code run a pipeline of its own by a schedule",
  description: "Of a branch, in UTC. Times that the host cannot express are refused with the reason.",
  input: z.strictObject({
    repository: id,
    branch,
    pipeline: z.string().min(1).max(255).optional().describe("A custom one by its name"),
    cron,
    enabled: z.boolean().default(true),
  }),
  output: hostSchedule,
  access: { kind: "target", permission: "schedule.write", target: "repository", from: "repository" },
  effect: "write",
  http: { method: "POST", path: "/repositories/{repository}/host-schedules", status: 201 },
  example: { input: { repository: repositoryId, branch: "main", cron: "0 3 * * *" }, output: example },
  handle: async ({ app, signal }, { repository: of, enabled, pipeline, ...schedule }) => {
    const {
      port: schedules,
      connectionId,
      repository,
    } = await openAbility(app, of, {
      port: "schedules",
      ability: "schedules.write",
    });
    const wanted = { ...schedule, isEnabled: enabled, ...(pipeline === undefined ? {} : { pipeline }) };
    const made = await schedules.create(repository, wanted, signal);
    await rememberMade(app, {
      connectionId,
      repositoryId: of,
      kind: "schedule",
      hostId: made.id,
      name: `${schedule.branch}, ${schedule.cron}`,
    });
    return scheduleOf(made);
  },
});

const switchSchedule = defineOperation({
  name: "repositories.switch-host-schedule",
  summary: "Switch a schedule of a repository's host of code on or off",
  description: "Nothing else of it can be changed: remove it, and make another.",
  input: z.strictObject({ repository: id, schedule: hostId, enabled: z.boolean() }),
  output: hostSchedule,
  access: { kind: "target", permission: "schedule.write", target: "repository", from: "repository" },
  effect: "write",
  http: { method: "PATCH", path: "/repositories/{repository}/host-schedules/{schedule}" },
  example: {
    input: { repository: repositoryId, schedule: example.id, enabled: false },
    output: { ...example, enabled: false },
  },
  handle: async ({ app, signal }, input) => {
    const { port: schedules, repository } = await openAbility(app, input.repository, {
      port: "schedules",
      ability: "schedules.write",
    });
    const wanted = { id: input.schedule, isEnabled: input.enabled };
    return scheduleOf(await schedules.switch(repository, wanted, signal));
  },
});

const removeSchedule = defineOperation({
  name: "repositories.remove-host-schedule",
  summary: "Remove a schedule of a repository's host of code",
  input: z.strictObject({ repository: id, schedule: hostId }),
  output: z.object({}),
  access: { kind: "target", permission: "schedule.write", target: "repository", from: "repository" },
  effect: "destructive",
  http: { method: "DELETE", path: "/repositories/{repository}/host-schedules/{schedule}" },
  example: { input: { repository: repositoryId, schedule: example.id }, output: {} },
  handle: async ({ app, signal }, input) => {
    const {
      port: schedules,
      connectionId,
      repository,
    } = await openAbility(app, input.repository, {
      port: "schedules",
      ability: "schedules.write",
    });
    await schedules.remove(repository, input.schedule, signal);
    const of = { connectionId, repositoryId: input.repository, kind: "schedule" } as const;
    await forgetMade(app, { ...of, hostId: input.schedule });
    return {};
  },
});

export const hostScheduleOperations = [listSchedules, addSchedule, switchSchedule, removeSchedule] as const;

function scheduleOf({ isEnabled, cron: times, ...one }: ForgeSchedule): z.input<typeof hostSchedule> {
  return { ...one, ...(times === undefined ? {} : { cron: times }), enabled: isEnabled };
}
