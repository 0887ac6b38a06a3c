import { formatDuration } from "@headrace/pipeline";
import type { CommandContext } from "../../context.ts";
import { openRecords, type ShownExecution } from "../../input/records.ts";
import { publicTimes } from "../../output/public-times.ts";
import { type ShownStatus, statusMark } from "../../output/status.ts";
import { createStyle } from "../../output/style.ts";
import { formatTable } from "../../output/table.ts";
import { visible } from "../../output/visible.ts";
import type { ExecutionsListFlags } from "../executions.ts";

/** Characters of an id that are shown: the time to the millisecond and four more, which no two share. */
const shownId = 18;

export async function listExecutions(context: CommandContext, flags: ExecutionsListFlags): Promise<void> {
  await using records = await openRecords(context, flags);
  const { pipeline, outcome, status, branch, limit, cursor } = flags;
  const page = await records.store.executions.list({
    limit,
    ...(pipeline === undefined ? {} : { pipeline }),
    ...(outcome === undefined ? {} : { outcome }),
    ...(status === undefined ? {} : { status }),
    ...(branch === undefined ? {} : { branch }),
    ...(cursor === undefined ? {} : { cursor }),
  });
  const unfinished = page.executions.some((row) => row.outcome === undefined);
  const interrupted = new Set(unfinished ? await records.store.journal.interrupted() : []);
  if (flags.json === true) {
    const executions = page.executions.map((row) =>
      interrupted.has(row.id) ? { ...publicTimes(row), interrupted: true } : publicTimes(row),
    );
    context.stdout.write(`${JSON.stringify({ ...page, executions }, null, 2)}\n`);
    return;
  }
  if (page.executions.length === 0) {
    context.stdout.write("No execution matches. Run a pipeline with `headrace run`.\n");
    return;
  }
  const style = createStyle(context.color);
  const rows = page.executions.map((row) => {
    const mark = statusMark(row.outcome ?? unfinishedStatus(row, interrupted), style);
    return [
      `${mark.shape} ${mark.word}`,
      visible(`${row.pipeline}#${row.number}`),
      visible(row.branch),
      row.event,
      row.durationMs === undefined ? "" : formatDuration(row.durationMs),
      new Date(row.createdAt).toISOString(),
      style.dim(row.id.slice(0, shownId)),
    ];
  });
  const columns = ["STATUS", "EXECUTION", "BRANCH", "EVENT", "DURATION", "CREATED", "ID"].map((title) => ({ title }));
  context.stdout.write(formatTable(columns, rows));
  if (page.cursor !== undefined)
    context.stdout.write(style.dim(`More: headrace executions list --cursor ${page.cursor}\n`));
}

function unfinishedStatus(
  { id, status, awaitsApproval, awaitsDeployer }: ShownExecution,
  interrupted: ReadonlySet<string>,
): ShownStatus {
  if (interrupted.has(id)) return "interrupted";
  if (awaitsApproval === true) return "asking";
  if (awaitsDeployer === true) return "waiting";
  return status === "created" ? "queued" : "running";
}
