import type { TestRow } from "@headrace/engine";
import { formatDuration } from "@headrace/pipeline";
import type { CommandContext } from "../../context.ts";
import { openRecords } from "../../input/records.ts";
import { createStyle, type Style } from "../../output/style.ts";
import { formatTable } from "../../output/table.ts";
import { visible } from "../../output/visible.ts";
import type { TestsFlags } from "../tests.ts";

export async function listTests(context: CommandContext, reference: string, flags: TestsFlags): Promise<void> {
  await using records = await openRecords(context, flags);
  const { id } = await records.store.executions.get(reference);
  const rows = (await records.store.catalog.tests(id)).filter(
    (row) =>
      (flags.outcome === undefined || row.outcome === flags.outcome) &&
      (flags.stage === undefined || row.stage === flags.stage || row.instance === flags.stage),
  );
  if (flags.json === true) {
    context.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
    return;
  }
  if (rows.length === 0) {
    context.stdout.write(
      "No test case matches. A stage reports its tests with: reports: { junit: ['reports/*.xml'] }\n",
    );
    return;
  }
  const style = createStyle(context.color);
  const isRetried = rows.some(({ attempt }) => attempt > 1);
  const titles = ["OUTCOME", "SUITE", "TEST", "STAGE", ...(isRetried ? ["ATTEMPT"] : []), "DURATION"];
  const cells = rows.map((row) => [
    outcomeText(row, style),
    visible(row.suite),
    visible(row.name),
    visible(row.instance),
    ...(isRetried ? [String(row.attempt)] : []),
    formatDuration(row.durationMs),
  ]);
  context.stdout.write(
    formatTable(
      titles.map((title) => ({ title })),
      cells,
    ),
  );
  for (const row of rows) {
    if (row.outcome !== "failed" || row.message === undefined) continue;
    const message = visible(row.message.replaceAll("\r\n", "\n").replaceAll("\t", "    ").trimEnd()).replaceAll(
      "\n",
      "\n    ",
    );
    context.stdout.write(
      `\n${style.red("✗")} ${style.bold(visible(row.suite === "" ? row.name : `${row.suite} › ${row.name}`))}\n    ${message}\n`,
    );
  }
}

function outcomeText({ outcome }: TestRow, style: Style): string {
  switch (outcome) {
    case "passed":
      return style.green("✓ passed");
    case "failed":
      return style.red("✗ failed");
    case "flaky":
      return style.yellow("↻ flaky");
    case "skipped":
      return style.dim("– skipped");
  }
}
