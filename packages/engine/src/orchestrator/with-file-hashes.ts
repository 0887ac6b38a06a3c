export type HashFiles = (...patterns: string[]) => string;

export interface HashedTree {
  /** Absolute; asked for when a file is to be hashed, since most often none is. */
  readonly root: string | (() => Promise<string>);
  /** Absolute paths that are no part of it: the data directory. */
  readonly exclude: readonly string[];
}

/**
 * Evaluates something that may call `hashFiles`. Expressions are evaluated at once, while hashing
 * waits for the disk; so what is asked for is noted, hashed, and the evaluation done again with the
 * answers. Without a call there is one evaluation and no waiting.
 */
export async function withFileHashes<Value>(tree: HashedTree, evaluate: (hash: HashFiles) => Value): Promise<Value> {
  const known = new Map<string, string>();
  for (;;) {
    const missing = new Map<string, readonly string[]>();
    const hash: HashFiles = (...patterns) => {
      const key = JSON.stringify(patterns);
      const digest = known.get(key);
      if (digest === undefined) missing.set(key, patterns);
      return digest ?? "";
    };
    let value: Value;
    try {
      value = evaluate(hash);
    } catch (error) {
      // With an empty hash in its place an evaluation may fail that will not fail with the real one.
      if (missing.size === 0) throw error;
      await learn(tree, missing, known);
      continue;
    }
    if (missing.size === 0) return value;
    await learn(tree, missing, known);
  }
}

async function learn(
  tree: HashedTree,
  missing: ReadonlyMap<string, readonly string[]>,
  known: Map<string, string>,
): Promise<void> {
  const { hashFiles } = await import("../caches/hash-files.ts");
  const root = typeof tree.root === "string" ? tree.root : await tree.root();
  for (const [key, patterns] of missing) {
    known.set(key, await hashFiles(root, patterns, { exclude: tree.exclude }));
  }
}
