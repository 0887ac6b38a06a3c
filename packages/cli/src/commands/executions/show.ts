import { reportExecution } from "@headrace/library/report";
import type { CommandContext } from "../../context.ts";
import { openRecords } from "../../input/records.ts";
import { printReport } from "../../output/print-report.ts";
import { publicTimes } from "../../output/public-times.ts";
import type { ExecutionFlags } from "../executions.ts";

export async function showExecution(context: CommandContext, reference: string, flags: ExecutionFlags): Promise<void> {
  await using records = await openRecords(context, flags);
  const { store, logs } = records;
  const row = await store.executions.get(reference);
  if (flags.json === true) {
    const [stages, artifacts] = await Promise.all([store.executions.stages(row.id), store.catalog.artifacts(row.id)]);
    const value = { ...publicTimes(row), stages: stages.map(publicTimes), artifacts: artifacts.map(publicTimes) };
    context.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
    return;
  }
  const { plan, events } = await store.journal.load(row.id);
  printReport(context, await reportExecution({ plan, events, catalog: store.catalog, logs }));
  if (row.outcome === undefined && (await store.journal.interrupted()).includes(row.id)) {
    context.stdout.write(`The process that ran it has ended. Finish it with \`headrace resume ${row.id}\`.\n`);
  }
}
