import type { LogAddress, LogStore, LogWriter } from "@headrace/engine";
import type { ExecutionLogs } from "./execution-logs.ts";
import { openExecutionLog } from "./open-execution-log.ts";
import { type AttemptName, sequenceFile } from "./sequence-format.ts";
import { openSequence } from "./sequence-reader.ts";
import { type NewLines, openSequenceWriter, type SequenceWriter } from "./sequence-writer.ts";

/** The logs of executions at work here, with the order of their lines. */
export interface Sequences {
  /** The log store for those who write: remembers what is being written, so that readers see all of it. */
  readonly store: LogStore;
  readonly reading: ExecutionLogs;
  /** Gives lines their place in the execution. */
  add(executionId: string, attempt: AttemptName, lines: NewLines): number;
  /** Returns when all lines with their places can be read by others, and outlive this process. */
  flush(executionId: string): void;
  /** Gives a place to the lines that a process left without one when it died. */
  mend(executionId: string, attempts: readonly AttemptName[]): Promise<void>;
  /** There will be no more lines. */
  end(executionId: string): void;
}

export interface SequencesOptions {
  readonly logs: LogStore;
  /** Of all logs. Absolute. */
  readonly directory: string;
  onFault(error: Error): void;
}

export function createSequences({ logs, directory, onFault }: SequencesOptions): Sequences {
  const writers = new Map<string, Set<() => void>>();
  const sequences = new Map<string, SequenceWriter>();

  function sequenceOf(executionId: string): SequenceWriter {
    let sequence = sequences.get(executionId);
    if (sequence === undefined) {
      sequence = openSequenceWriter(sequenceFile(directory, executionId), onFault);
      sequences.set(executionId, sequence);
    }
    return sequence;
  }

  /** The lines first: a place never tells of one that cannot be read. */
  function flush(executionId: string): void {
    for (const flushWriter of writers.get(executionId) ?? []) flushWriter();
    sequences.get(executionId)?.flush();
  }

  function track(address: LogAddress, writer: LogWriter): LogWriter {
    const mine = writers.get(address.executionId) ?? new Set<() => void>();
    writers.set(address.executionId, mine);
    // A fault of the disk is thrown once, and not by those who only wanted to read.
    let fault: { readonly error: unknown } | undefined;
    const rethrow = (): void => {
      if (fault === undefined) return;
      const { error } = fault;
      fault = undefined;
      throw error;
    };
    const flushForReaders = (): void => {
      try {
        writer.flush();
      } catch (error) {
        fault ??= { error };
      }
    };
    mine.add(flushForReaders);
    const forget = (): void => {
      mine.delete(flushForReaders);
      if (mine.size === 0 && writers.get(address.executionId) === mine) writers.delete(address.executionId);
    };
    return {
      get nextLine() {
        return writer.nextLine;
      },
      append: (piece) => writer.append(piece),
      mark: (mark) => writer.mark(mark),
      flush() {
        rethrow();
        writer.flush();
      },
      close() {
        forget();
        writer.close();
        rethrow();
      },
      leave() {
        forget();
        writer.leave();
        rethrow();
      },
    };
  }

  return {
    store: {
      create: (address) => track(address, logs.create(address)),
      open: (address) => logs.open(address),
    },
    reading: {
      async open(executionId) {
        if (!isId(executionId)) return null;
        flush(executionId);
        const sequence = await openSequence(sequenceFile(directory, executionId));
        if (sequence === null) return null;
        return openExecutionLog({ executionId, sequence, logs, flush: () => flush(executionId) });
      },
    },
    add: (executionId, attempt, lines) => sequenceOf(executionId).add(attempt, lines),
    flush,
    async mend(executionId, attempts) {
      const sequence = sequenceOf(executionId);
      for (const attempt of attempts) {
        await using log = await logs.open({ executionId, instance: attempt.instance, attempt: attempt.attempt });
        const firstLine = sequence.covered(attempt) + 1;
        if (log === null || log.lineCount < firstLine) continue;
        const [first] = await log.read({ from: firstLine, limit: 1, maxLength: 1 });
        sequence.add(attempt, { firstLine, count: log.lineCount - firstLine + 1, at: first?.at ?? 0 });
      }
      sequence.flush();
    },
    end(executionId) {
      sequences.get(executionId)?.close();
      sequences.delete(executionId);
    },
  };
}

/** It becomes a part of a path. */
function isId(text: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/.test(text);
}
