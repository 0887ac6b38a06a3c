import { publicEvent } from "@headrace/execution";
import type { CommandContext } from "../../context.ts";
import { type DataFlags, openExisting } from "../../input/open-existing.ts";

export async function printEvents(context: CommandContext, reference: string, flags: DataFlags): Promise<void> {
  await using project = await openExisting(context, flags);
  const { executions } = project.store;
  const { id } = await executions.get(reference);
  for (const event of await executions.events(id)) context.stdout.write(`${JSON.stringify(publicEvent(event))}\n`);
}
