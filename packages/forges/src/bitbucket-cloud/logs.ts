import { type ForgeHttp, path } from "../http/index.ts";
import { readLogPart } from "../logs/read-log-part.ts";
import type { ContainerLogs, LogRequest, Logs } from "../ports/index.ts";
import { repositoryPath } from "./request.ts";

/** A step's log: from Bitbucket while it is written, later from a storage of another origin. */
export function createLogs(http: ForgeHttp): Logs {
  return { read: (request) => readLogPart(http, `${stepPath(request)}/log`, request) };
}

/** Of a step's services, by the ids of their containers; the step's own container has the step's id. */
export function createContainerLogs(http: ForgeHttp): ContainerLogs {
  return {
    read: ({ container, ...request }) => readLogPart(http, stepPath(request) + path`/logs/${container}`, request),
  };
}

function stepPath({ repository, run, stage }: LogRequest): string {
  return repositoryPath(repository) + path`/pipelines/${run}/steps/${stage}`;
}
