/** Files of commits, as they were read on hosts: what a commit holds never changes. */
export interface KeptFiles {
  /** Reads what is not kept yet, once. Undefined where there is none of that name. */
  get(name: FileName, read: () => Promise<string | undefined>): Promise<string | undefined>;
}

export interface FileName {
  readonly repositoryId: string;
  readonly commit: string;
  readonly path: string;
}

/** @param capacity in characters of all of them; what was not asked for the longest goes first. */
export function createKeptFiles(capacity = 4 << 20): KeptFiles {
  const kept = new Map<string, string | undefined>();
  let size = 0;
  const sizeOf = (key: string, text: string | undefined) => key.length + (text?.length ?? 0);

  function drop(key: string): void {
    if (kept.has(key)) size -= sizeOf(key, kept.get(key));
    kept.delete(key);
  }

  return {
    async get({ repositoryId, commit, path }, read) {
      const key = JSON.stringify([repositoryId, commit, path]);
      const text = kept.has(key) ? kept.get(key) : await read();
      drop(key);
      kept.set(key, text);
      size += sizeOf(key, text);
      for (const [oldest] of kept) {
        if (size <= capacity) break;
        drop(oldest);
      }
      return text;
    },
  };
}
