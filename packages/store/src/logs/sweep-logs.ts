import { lstat, readdir, rm } from "node:fs/promises";
import { join } from "node:path";

export interface SweptLogs {
  /** Freed. */
  readonly bytes: number;
}

/**
 * Removes the logs of executions that are not known any more. Safe beside running executions: each is
 * known before its first log is made.
 */
export async function sweepLogs(
  directory: string,
  isKnown: (executionId: string) => Promise<boolean>,
): Promise<SweptLogs> {
  let bytes = 0;
  for (const executionId of await namesIn(directory)) {
    if (await isKnown(executionId)) continue;
    bytes += await removeLogsOf(directory, executionId);
  }
  return { bytes };
}

/** Removes all logs of an execution, and gives their bytes. */
export async function removeLogsOf(directory: string, executionId: string): Promise<number> {
  let bytes = 0;
  const path = join(directory, executionId);
  for (const name of await namesIn(path)) bytes += (await lstat(join(path, name)).catch(() => ({ size: 0 }))).size;
  await rm(path, { recursive: true, force: true });
  return bytes;
}

async function namesIn(directory: string): Promise<readonly string[]> {
  try {
    return await readdir(directory);
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && (cause.code === "ENOENT" || cause.code === "ENOTDIR")) return [];
    throw cause;
  }
}
