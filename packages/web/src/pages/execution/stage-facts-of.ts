import type { StageFacts } from "../../canvas/stage-facts.ts";
import { formatDuration, formatRunning } from "../../common/format-duration.ts";
import { statusOf } from "../../common/statuses.ts";
import { visibleText } from "../../common/visible-text.ts";
import { countsOf, type InstanceRow, type StageRow } from "./stage-rows.ts";
import type { UsualDurations } from "./usual-durations.ts";

export interface Moment {
  readonly usual: UsualDurations;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** What the graph tells of a stage. */
export function stageFactsOf(stage: StageRow, moment: Moment): StageFacts {
  const [only] = stage.instances;
  const faint = stage.status === "skipped" ? { faint: true } : {};
  if (stage.instances.length > 1 || only === undefined) {
    return { status: stage.status, ...lineOf(countsLine(stage)), ...faint };
  }
  const progress = progressOf(only, moment);
  return {
    status: only.status,
    ...lineOf(instanceLine(only, moment)),
    ...(progress === undefined ? {} : { progress }),
    ...faint,
  };
}

function lineOf(line: string): { readonly line?: string } {
  return line === "" ? {} : { line };
}

function countsLine({ instances, durationMs }: StageRow): string {
  const counts = countsOf(instances).map(([status, count]) => `${count} ${statusOf(status).word}`);
  return [...counts, ...(durationMs === undefined ? [] : [formatDuration(durationMs)])].join(", ");
}

/** In a few words: how long of how long, or why not. */
export function instanceLine(row: InstanceRow, { usual, now }: Moment): string {
  const { status, startedAt, durationMs, attempt, note, instance } = row;
  const tries = attempt > 1 ? `, attempt ${attempt}` : "";
  switch (status) {
    case "running":
    case "cancelling": {
      const expected = usual.get(instance);
      const of = expected === undefined ? "" : ` of about ${formatDuration(expected)}`;
      return `${formatRunning(now - (startedAt ?? now))}${of}${tries}`;
    }
    case "asking":
      return "waits for approval";
    case "pending":
      return "not begun";
    case "queued":
      return "queued";
    case "skipped":
    case "interrupted":
    case "rejected":
      return note === undefined ? statusOf(status).word : visibleText(note);
    case "reused":
      return note === undefined ? "result of earlier" : visibleText(note);
    default:
      return `${durationMs === undefined ? statusOf(status).word : formatDuration(durationMs)}${tries}`;
  }
}

function progressOf({ status, startedAt, instance }: InstanceRow, { usual, now }: Moment): number | undefined {
  const expected = usual.get(instance);
  if (status !== "running" || startedAt === undefined || expected === undefined || expected <= 0) return undefined;
  return Math.min(1, Math.max(0, (now - startedAt) / expected));
}
