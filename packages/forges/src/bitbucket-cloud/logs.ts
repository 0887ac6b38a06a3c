import { type ForgeHttp, path } from "../http/index.ts";
import { readLogPart } from "../logs/read-log-part.ts";
import type { Logs } from "../ports/index.ts";
import { repositoryPath } from "./request.ts";

/** A step's log: from Bitbucket while it is written, later from a storage of another origin. */
export function createLogs(http: ForgeHttp): Logs {
  return {
    read({ repository, run, stage, ...request }) {
      return readLogPart(http, repositoryPath(repository) + path`/pipelines/${run}/steps/${stage}/log`, request);
    },
  };
}
