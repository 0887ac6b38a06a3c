import { formatSize } from "@headrace/pipeline";
import type { CommandContext } from "../../context.ts";
import { openExisting } from "../../input/open-existing.ts";
import type { ExecutionsPruneFlags } from "../executions.ts";

export async function pruneExecutions(context: CommandContext, flags: ExecutionsPruneFlags): Promise<void> {
  await using project = await openExisting(context, flags);
  const { store } = project;
  const removed = await store.forget({ endedBefore: Date.now() - flags.olderThan, keep: flags.keep });
  const { bytes } = await store.prune();
  await project.tidyTemporary({ forgotten: removed });
  if (flags.json === true) {
    context.stdout.write(`${JSON.stringify({ executions: removed, bytes }, null, 2)}\n`);
    return;
  }
  const what = `${removed.length} ${removed.length === 1 ? "execution" : "executions"}`;
  context.stdout.write(`Removed ${what}${bytes > 0 ? `, freeing ${formatSize(bytes)}` : ""}.\n`);
}
