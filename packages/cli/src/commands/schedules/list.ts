import type { OutputOf } from "@headrace/app/client";
import type { CommandContext } from "../../context.ts";
import { formatTable } from "../../output/table.ts";
import { visible } from "../../output/visible.ts";
import { connect } from "../../remote/connect.ts";
import { everyItem } from "../../remote/every-item.ts";
import { pipelineId } from "../../remote/find-named.ts";
import { anyServer } from "../../remote/find-server.ts";
import { refuseWithoutHost } from "../../remote/on-host.ts";
import type { SchedulesFlags } from "../schedules.ts";

type Schedule = OutputOf<"schedules.list">["items"][number];

export async function listSchedules(context: CommandContext, flags: SchedulesFlags): Promise<void> {
  refuseWithoutHost({ "--repository": flags.repository !== undefined });
  const client = connect(anyServer(context, flags));
  const of = flags.pipeline === undefined ? {} : { pipeline: await pipelineId(client, flags.pipeline) };
  const items = await everyItem((from) => client.call("schedules.list", { ...from, ...of }));
  if (flags.json === true) {
    context.stdout.write(`${JSON.stringify(items, null, 2)}\n`);
    return;
  }
  if (items.length === 0) {
    context.stdout.write("Nothing is scheduled. A pipeline is, by `triggers.schedule` in its definition.\n");
    return;
  }
  const pipelines = await everyItem((from) => client.call("pipelines.list", from));
  const names = new Map(pipelines.map(({ id, name }) => [id, name]));
  const columns = ["PIPELINE", "TIMES", "ZONE", "BRANCH", "NEXT", "ID"].map((title) => ({ title }));
  const rows = items.map((schedule) => {
    const { id, pipelineId: of, cron, timezone, branch = "(default)" } = schedule;
    return [names.get(of) ?? of, cron, timezone, branch, nextOf(schedule), id].map(visible);
  });
  context.stdout.write(formatTable(columns, rows));
}

function nextOf({ enabled, nextRuns: [next = "never"], problem }: Schedule): string {
  if (!enabled) return "switched off";
  return problem === undefined ? next : `would not run: ${problem}`;
}
