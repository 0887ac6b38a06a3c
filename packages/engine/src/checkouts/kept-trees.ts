import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";

/** Directories that are made once and read often, the last few of them. */
export interface KeptTrees {
  /** The tree of this key, made by `make` when it is not there. Whoever holds it must not change it. */
  hold(key: string, make: (directory: string) => Promise<void>): Promise<HeldTree>;
}

export interface HeldTree extends AsyncDisposable {
  /** Absolute. There until it is disposed of. */
  readonly path: string;
}

interface Kept {
  readonly path: string;
  readonly made: Promise<void>;
  holders: number;
}

/** What an earlier process left there is removed first: it may be half made. */
export function createKeptTrees({
  directory,
  limit,
}: {
  readonly directory: string;
  /** How many are kept that nobody holds. */
  readonly limit: number;
}): KeptTrees {
  // Least recently used first.
  const kept = new Map<string, Kept>();
  let cleared: Promise<void> | undefined;
  let count = 0;

  const forget = async (key: string, tree: Kept): Promise<void> => {
    if (kept.get(key) === tree) kept.delete(key);
    await rm(tree.path, { recursive: true, force: true, maxRetries: 3 });
  };
  const tidy = async (): Promise<void> => {
    const idle = [...kept].filter(([, { holders }]) => holders === 0);
    for (const [key, tree] of idle.slice(0, Math.max(0, idle.length - limit))) await forget(key, tree);
  };
  const clear = async (): Promise<void> => {
    await rm(directory, { recursive: true, force: true, maxRetries: 3 });
    await mkdir(directory, { recursive: true, mode: 0o700 });
  };

  return {
    async hold(key, make) {
      cleared ??= clear();
      const ready = cleared;
      let tree = kept.get(key);
      if (tree === undefined) {
        count += 1;
        const path = join(directory, String(count));
        const fill = async (): Promise<void> => {
          await ready;
          await mkdir(path);
          await make(path);
        };
        const made = fill();
        made.catch(() => undefined);
        tree = { path, made, holders: 0 };
      }
      const held = tree;
      kept.delete(key);
      kept.set(key, held);
      held.holders += 1;
      try {
        await held.made;
      } catch (error) {
        held.holders -= 1;
        await forget(key, held);
        throw error;
      }
      let open = true;
      return {
        path: held.path,
        async [Symbol.asyncDispose]() {
          if (!open) return;
          open = false;
          held.holders -= 1;
          await tidy();
        },
      };
    },
  };
}
