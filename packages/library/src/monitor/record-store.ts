import { appendFileSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { environmentError } from "@headrace/engine";
import { HeadraceError } from "@headrace/pipeline";
import { assemble, type MonitoredExecution, type MonitorRecord, parseRecord } from "./records.ts";

/**
 * Keeps records as files, one for each execution, a line for each record: what was recorded survives the process,
 * and a line that a crash cut off is passed over.
 */
export interface RecordStore {
  append(executionId: string, record: MonitorRecord): void;
  /** Throws `execution-not-found`. */
  load(executionId: string): MonitoredExecution;
  /** Oldest first. */
  all(): readonly MonitoredExecution[];
  /** Writes a report whole or not at all; gives its path. */
  saveReport(name: string, report: unknown): string;
}

const idPattern = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export function createRecordStore(directory: string): RecordStore {
  const executions = join(directory, "executions");

  function guarded<Result>(what: string, act: () => Result): Result {
    try {
      return act();
    } catch (cause) {
      throw environmentError(cause, what);
    }
  }

  function read(executionId: string): MonitoredExecution | null {
    // Ids come from programs and may hold anything: nothing but an id of ours becomes a path.
    if (!idPattern.test(executionId)) return null;
    const text = readIfThere(join(executions, `${executionId}.ndjson`));
    return text === null ? null : assemble(text.split("\n").flatMap((line) => parseRecord(line) ?? []));
  }

  return {
    append(executionId, record) {
      guarded("record what was monitored", () => {
        if (record.type === "started") mkdirSync(executions, { recursive: true });
        // A line end before it, too: what a crash has cut off must not swallow this record.
        appendFileSync(join(executions, `${executionId}.ndjson`), `\n${JSON.stringify(record)}\n`);
      });
    },

    load(executionId) {
      const execution = read(executionId);
      if (execution !== null) return execution;
      throw new HeadraceError(
        "execution-not-found",
        `nothing was recorded of an execution "${executionId.slice(0, 80)}"`,
        {
          mend: "use the id that startMonitoring gave, with a monitor of the same directory",
        },
      );
    },

    all: () =>
      namesIn(executions)
        .filter((name) => name.endsWith(".ndjson"))
        .flatMap((name) => read(name.slice(0, -".ndjson".length)) ?? [])
        .sort((left, right) => left.startedAt - right.startedAt),

    saveReport(name, report) {
      const path = join(directory, "reports", `${name}.json`);
      guarded(`write ${path}`, () => {
        mkdirSync(dirname(path), { recursive: true });
        const temporary = `${path}.${process.pid}.tmp`;
        writeFileSync(temporary, `${JSON.stringify(report, null, 2)}\n`);
        renameSync(temporary, path);
      });
      return path;
    },
  };
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return null;
    throw environmentError(cause, `read ${path}`);
  }
}

function namesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}
