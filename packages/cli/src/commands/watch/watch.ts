import type { CommandContext } from "../../context.ts";
import { anyServer } from "../../remote/find-server.ts";
import { openServer } from "../../remote/open-server.ts";
import type { WatchFlags } from "../watch.ts";
import { watchExecution } from "./watch-execution.ts";

export async function watch(context: CommandContext, reference: string, flags: WatchFlags): Promise<number> {
  await using server = openServer(anyServer(context, flags));
  const { id } = await server.store.executions.get(reference);
  return await watchExecution(context, { server, executionId: id, flags });
}
