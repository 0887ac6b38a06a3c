import type { CommandContext } from "../../context.ts";
import { visible } from "../../output/visible.ts";
import { anyServer } from "../../remote/find-server.ts";
import { openServer } from "../../remote/open-server.ts";
import type { CancelFlags } from "../cancel.ts";

export async function cancel(context: CommandContext, reference: string, flags: CancelFlags): Promise<void> {
  await using server = openServer(anyServer(context, flags));
  const { id, pipeline, number } = await server.store.executions.get(reference);
  await server.client.call("executions.cancel", { execution: id, force: flags.force === true });
  context.stdout.write(visible(`Cancelling ${pipeline}#${number}.\n`));
}
