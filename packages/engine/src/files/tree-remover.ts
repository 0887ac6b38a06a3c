import { extname } from "node:path";
import { createThreads } from "../threads/create-threads.ts";
import { removeTree } from "./remove-tree.ts";

/**
 * Removes trees beside this thread: where many are made and removed, a file system has who removes a directory wait, and a
 * server has other things to do meanwhile.
 */
export interface TreeRemover {
  /** As `removeTree`. */
  remove(path: string): Promise<void>;
  close(): Promise<void>;
}

/** Trees before a thread is started for them: a server that runs little needs none. */
const few = 32;

export function createTreeRemover(): TreeRemover {
  const program = new URL(`./tree-remover-worker${extname(import.meta.url)}`, import.meta.url);
  const threads = createThreads<string, boolean>({ program, most: 1 });
  let removed = 0;
  return {
    async remove(path) {
      removed += 1;
      // Also what the thread could not remove, and what is removed when it has ended.
      const done = removed > few && (await threads.run(path).catch(() => false));
      if (!done) await removeTree(path);
    },
    close: () => threads.close(),
  };
}
