import type { Client } from "@headrace/app/client";
import type { CommandContext } from "../../context.ts";
import { exitCodes } from "../../exit-codes.ts";
import type { Records } from "../../input/records.ts";
import { visible } from "../../output/visible.ts";
import type { WatchFlags } from "../watch.ts";

export interface Started {
  readonly server: Records & { readonly client: Client };
  readonly flags: WatchFlags & { readonly wait?: boolean };
  readonly started: { readonly id: string; readonly number: number };
}

/** Says which execution was started, or watches it. Gives the exit code. */
export async function sayStarted(context: CommandContext, { server, flags, started }: Started): Promise<number> {
  const { id, number } = started;
  if (flags.wait === true) {
    const { watchExecution } = await import("../watch/watch-execution.ts");
    return await watchExecution(context, { server, executionId: id, flags });
  }
  if (flags.json === true) context.stdout.write(`${JSON.stringify(started)}\n`);
  else {
    const { pipeline } = await server.store.executions.get(id);
    context.stdout.write(visible(`Started ${pipeline}#${number}. Watch it with: headrace watch ${id}\n`));
  }
  return exitCodes.success;
}
