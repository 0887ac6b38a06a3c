import { createHash } from "node:crypto";
import { join } from "node:path";
import type { LogAddress } from "@headrace/engine";
import { HeadraceError } from "@headrace/pipeline";

/** The files of one attempt's log, in the directory of its execution. */
export interface LogFiles {
  readonly directory: string;
  /** What they are called without their endings. */
  readonly name: string;
  readonly log: string;
  /** In the place of `log`, once it is complete and large. */
  readonly compressed: string;
  readonly index: string;
}

/**
 * `<directory>/<execution>/<instance>.<attempt>.log`. The name of an instance is anybody's text: one
 * that is not plain lower case becomes what is legible of it and a part of its SHA-256, so that two
 * names never share a file, on file systems that do not tell `A` from `a` either.
 */
export function logFiles(root: string, address: LogAddress): LogFiles {
  const { executionId, instance, attempt } = address;
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/.test(executionId)) {
    throw new HeadraceError("execution-not-found", `"${executionId}" is not the id of an execution`, {
      mend: "`headrace executions list` shows the ids",
    });
  }
  if (!Number.isSafeInteger(attempt) || attempt < 1) {
    throw new HeadraceError("log-not-found", `"${attempt}" is not the number of an attempt`, {
      mend: "attempts count from 1",
    });
  }
  const directory = join(root, executionId);
  return logFilesOf(directory, `${fileStem(instance)}.${attempt}`);
}

export function logFilesOf(directory: string, name: string): LogFiles {
  const stem = join(directory, name);
  const log = `${stem}.log`;
  return { directory, name, log, compressed: `${log}.zst`, index: `${stem}.index` };
}

function fileStem(instance: string): string {
  if (/^[a-z0-9][a-z0-9_-]{0,79}$/.test(instance)) return instance;
  const legible = instance
    .normalize("NFKD")
    .replace(/[^A-Za-z0-9_-]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 60);
  const digest = createHash("sha256").update(instance, "utf8").digest("hex").slice(0, 16);
  // A tilde stands in no plain name: what is made legible here cannot be another stage's own name.
  return `${legible === "" ? "stage" : legible}~${digest}`;
}
