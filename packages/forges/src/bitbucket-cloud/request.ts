import { ForgeError, path } from "../http/index.ts";
import type { RepositoryName } from "../ports/index.ts";

/** Where a repository's own addresses begin. */
export function repositoryPath({ owner, name }: RepositoryName): string {
  return path`/repositories/${owner}/${name}`;
}

/** What the host does not have is undefined. */
export async function unlessAbsent<Value>(reading: Promise<Value>): Promise<Value | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof ForgeError && error.code === "forge-not-found") return undefined;
    throw error;
  }
}
