import type { CommandContext } from "../../context.ts";
import { formatTable } from "../../output/table.ts";
import { visible } from "../../output/visible.ts";
import { everyItem } from "../../remote/every-item.ts";
import { anyServer } from "../../remote/find-server.ts";
import { openServer } from "../../remote/open-server.ts";
import type { ApprovalsFlags } from "../approvals.ts";

export async function listApprovals(context: CommandContext, flags: ApprovalsFlags): Promise<void> {
  await using server = openServer(anyServer(context, flags));
  const { client, store } = server;
  const { execution, state } = flags;
  const of = execution === undefined ? {} : { execution: (await store.executions.get(execution)).id };
  const asked = { state, mine: flags.mine === true, ...of };
  const items = await everyItem((from) => client.call("approvals.list", { ...from, ...asked }));
  if (flags.json === true) {
    context.stdout.write(`${JSON.stringify(items, null, 2)}\n`);
    return;
  }
  if (items.length === 0) {
    context.stdout.write(flags.mine === true ? "Nothing waits for you.\n" : "No approval matches.\n");
    return;
  }
  const columns = ["EXECUTION", "STAGE", "BRANCH", "COMMIT", "STATE", "ASKED"].map((title) => ({ title }));
  const rows = items.map(({ pipeline, instance, branch, commit, state, mine, requestedAt }) =>
    [
      `${pipeline.name}#${pipeline.number}`,
      instance,
      branch,
      commit.slice(0, 10),
      mine ? "waits for you" : state,
      requestedAt,
    ].map(visible),
  );
  context.stdout.write(formatTable(columns, rows));
}
