import { HeadraceError } from "@headrace/pipeline";
import type { CommandContext } from "../../context.ts";
import { visible } from "../../output/visible.ts";
import { connect } from "../../remote/connect.ts";
import { pipelineId } from "../../remote/find-named.ts";
import { anyServer } from "../../remote/find-server.ts";
import { namedRepository, refuseWithoutHost } from "../../remote/on-host.ts";
import type { AddScheduleFlags, ScheduleFlags } from "../schedules.ts";

export async function addSchedule(context: CommandContext, cron: string, flags: AddScheduleFlags): Promise<void> {
  const client = connect(anyServer(context, flags));
  const { pipeline, branch, timezone } = flags;
  if (flags.onHost === true) {
    if (timezone !== undefined) {
      throw new HeadraceError("invalid-argument", "a host's schedules are in UTC", { mend: "leave --timezone out" });
    }
    const { id: repository, defaultBranch } = await namedRepository(client, flags.repository);
    const { id } = await client.call("repositories.add-host-schedule", {
      repository,
      cron,
      branch: branch ?? defaultBranch,
      ...(pipeline === undefined ? {} : { pipeline }),
    });
    say(context, `Added the schedule ${id}.`);
    return;
  }
  refuseWithoutHost({ "--repository": flags.repository !== undefined });
  if (pipeline === undefined) {
    throw new HeadraceError("invalid-argument", "no pipeline is named", { mend: "name it with --pipeline" });
  }
  const { id } = await client.call("schedules.create", {
    pipeline: await pipelineId(client, pipeline),
    cron,
    timezone: timezone ?? "UTC",
    ...(branch === undefined ? {} : { branch }),
  });
  say(context, `Added the schedule ${id}.`);
}

export async function switchSchedule(
  context: CommandContext,
  { id: schedule, enabled }: { readonly id: string; readonly enabled: boolean },
  flags: ScheduleFlags,
): Promise<void> {
  const client = connect(anyServer(context, flags));
  if (flags.onHost === true) {
    const { id: repository } = await namedRepository(client, flags.repository);
    await client.call("repositories.switch-host-schedule", { repository, schedule, enabled });
  } else await client.call("schedules.update", { schedule, enabled });
  say(context, `Switched the schedule ${schedule} ${enabled ? "on" : "off"}.`);
}

export async function removeSchedule(context: CommandContext, schedule: string, flags: ScheduleFlags): Promise<void> {
  const client = connect(anyServer(context, flags));
  if (flags.onHost === true) {
    const { id: repository } = await namedRepository(client, flags.repository);
    await client.call("repositories.remove-host-schedule", { repository, schedule });
  } else await client.call("schedules.delete", { schedule });
  say(context, `Removed the schedule ${schedule}.`);
}

function say({ stdout }: CommandContext, words: string): void {
  stdout.write(visible(`${words}\n`));
}
