import type { Clock, LogStore } from "@headrace/engine";
import { openFileLog } from "./file-log-reader.ts";
import { createFileLogWriter } from "./file-log-writer.ts";
import { logFiles } from "./log-file-name.ts";

export interface FileLogStoreOptions {
  /** Made when the first log is written. */
  readonly directory: string;
  readonly clock: Clock;
  /** Whole logs survive a power cut too, not only the death of the process. False unless said. */
  readonly durable?: boolean;
}

/**
 * Logs as plain files, one for each attempt: `<directory>/<execution>/<instance>.<attempt>.log` with
 * what the programs printed, and beside it `….index`. A log without its index can still be read;
 * its lines then count as standard output. A log of a few lines stands in its index, and has no other
 * file: to make one is most of what it costs. One that was over before it had to be written has none of
 * its own: `<directory>/<execution>/short-logs` holds all of these.
 *
 * A large one that is complete may stand compressed in `….log.zst`, see `compressLog`; the index is the same.
 *
 * What is given to a writer is in the files after 40 ms or 256 KiB, whichever comes first: no more
 * is lost when the process is killed. A line is given to the writer when it ends, or grows long.
 */
export function createFileLogStore({ directory, clock, durable = false }: FileLogStoreOptions): LogStore {
  return {
    create: (address) => createFileLogWriter({ files: logFiles(directory, address), clock, durable }),
    open: async (address) => await openFileLog(logFiles(directory, address)),
  };
}
