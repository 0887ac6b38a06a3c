import { type ForgeHttp, path } from "../http/index.ts";
import { readLogPart } from "../logs/read-log-part.ts";
import type { Logs } from "../ports/index.ts";
import { actionsPath } from "./runs.ts";

/** A job's log, which a storage of another origin gives once the job has ended; before, it is absent. */
export function createLogs(http: ForgeHttp): Logs {
  return {
    read: ({ repository, stage, ...request }) =>
      readLogPart(http, actionsPath(repository) + path`/jobs/${stage}/logs`, request),
  };
}
