import { publicEvent } from "@headrace/execution";
import type { CommandContext } from "../../context.ts";
import { openRecords, type RecordFlags } from "../../input/records.ts";

export async function printEvents(context: CommandContext, reference: string, flags: RecordFlags): Promise<void> {
  await using records = await openRecords(context, flags);
  const { executions } = records.store;
  const { id } = await executions.get(reference);
  for (const event of await executions.events(id)) context.stdout.write(`${JSON.stringify(publicEvent(event))}\n`);
}
