import { extname } from "node:path";
import { environmentError } from "../environment-error.ts";
import { createThreads } from "../threads/create-threads.ts";

/**
 * Writes trees beside this thread, from memory for all but large files: to write 1,000 files takes a system call or three
 * each, and a server has other things to do meanwhile.
 */
export interface TreeWriter {
  /** Writes what is below `from`, which never changes, below `to`, which holds none of it. Throws `disk-full` and its like. */
  write(from: string, to: string): Promise<void>;
  close(): Promise<void>;
}

export interface WriteTask {
  readonly from: string;
  readonly to: string;
}

export function createTreeWriter({ threads: most }: { readonly threads: number }): TreeWriter {
  const program = new URL(`./tree-writer-worker${extname(import.meta.url)}`, import.meta.url);
  const threads = createThreads<WriteTask, void>({ program, most });
  return {
    async write(from, to) {
      try {
        await threads.run({ from, to });
      } catch (cause) {
        throw environmentError(cause, "write the files of a commit");
      }
    },
    close: () => threads.close(),
  };
}
