import type { Owner } from "@headrace/engine";

interface RecordBase {
  /** Epoch milliseconds. */
  readonly at: number;
}

/** One thing that was recorded of a monitored execution. */
export type MonitorRecord =
  | (RecordBase & {
      readonly type: "started";
      readonly executionId: string;
      readonly pipeline: string;
      readonly owner: Owner;
    })
  | (RecordBase & { readonly type: "stage" | "job"; readonly name: string; readonly success: boolean })
  | (RecordBase & { readonly type: "skipped" | "artifact"; readonly name: string })
  | (RecordBase & { readonly type: "finished"; readonly status: FinalStatus });

export type FinalStatus = "SUCCESS" | "FAILURE" | "CANCELLED";

/** A completion of a stage or job, as it was recorded. */
export interface Completion {
  readonly name: string;
  readonly success: boolean;
  readonly at: number;
}

/** What was recorded of one execution, put together. */
export interface MonitoredExecution {
  readonly executionId: string;
  readonly pipelineName: string;
  readonly startedAt: number;
  readonly owner: Owner;
  readonly stages: readonly Completion[];
  readonly jobs: readonly Completion[];
  readonly skippedJobs: readonly string[];
  readonly artifacts: readonly string[];
  readonly finished?: { readonly at: number; readonly status: FinalStatus };
}

/** A line of a record file; null for one that a crash has cut off, or that is none of ours. */
export function parseRecord(line: string): MonitorRecord | null {
  try {
    const value: unknown = JSON.parse(line);
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}

/** By hand: a schema library would take longer to load than everything else the command line needs. */
function isRecord(value: unknown): value is MonitorRecord {
  if (typeof value !== "object" || value === null) return false;
  const part = (name: string): unknown => (Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined);
  if (typeof part("at") !== "number") return false;
  switch (part("type")) {
    case "started":
      return typeof part("executionId") === "string" && typeof part("pipeline") === "string" && isOwner(part("owner"));
    case "stage":
    case "job":
      return typeof part("name") === "string" && typeof part("success") === "boolean";
    case "skipped":
    case "artifact":
      return typeof part("name") === "string";
    case "finished":
      return ["SUCCESS", "FAILURE", "CANCELLED"].some((status) => status === part("status"));
    default:
      return false;
  }
}

function isOwner(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const part = (name: string): unknown => Reflect.get(value, name);
  return typeof part("pid") === "number" && typeof part("startTime") === "string" && typeof part("bootId") === "string";
}

/** Null where the beginning is missing: the execution cannot be told then. */
export function assemble(records: readonly MonitorRecord[]): MonitoredExecution | null {
  const [start] = records;
  if (start?.type !== "started") return null;
  const completions = (type: "stage" | "job") =>
    records.flatMap((record) =>
      record.type === type ? [{ name: record.name, success: record.success, at: record.at }] : [],
    );
  const names = (type: "skipped" | "artifact") =>
    records.flatMap((record) => (record.type === type ? [record.name] : []));
  const end = records.find((record) => record.type === "finished");
  return {
    executionId: start.executionId,
    pipelineName: start.pipeline,
    startedAt: start.at,
    owner: start.owner,
    stages: completions("stage"),
    jobs: completions("job"),
    skippedJobs: names("skipped"),
    artifacts: names("artifact"),
    ...(end === undefined ? {} : { finished: { at: end.at, status: end.status } }),
  };
}
