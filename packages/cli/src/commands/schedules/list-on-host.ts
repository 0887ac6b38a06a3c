import type { CommandContext } from "../../context.ts";
import { printList } from "../../output/print-list.ts";
import { connect } from "../../remote/connect.ts";
import { anyServer } from "../../remote/find-server.ts";
import { namedRepository } from "../../remote/on-host.ts";
import type { SchedulesFlags } from "../schedules.ts";

export async function listHostSchedules(context: CommandContext, flags: SchedulesFlags): Promise<void> {
  const client = connect(anyServer(context, flags));
  const { id: repository, name } = await namedRepository(client, flags.repository);
  const { items } = await client.call("repositories.host-schedules", { repository });
  printList(context, {
    items,
    json: flags.json,
    empty: `Nothing of ${name} is scheduled on its host.`,
    columns: {
      "TIMES (UTC)": ({ cron, pattern }) => cron ?? pattern,
      BRANCH: ({ branch }) => branch,
      PIPELINE: ({ pipeline = "(the branch's own)" }) => pipeline,
      ON: ({ enabled }) => (enabled ? "yes" : "no"),
      ID: ({ id }) => id,
    },
  });
}
