import { type ForgeHttp, type ForgeStream, path } from "../http/index.ts";
import type { ForgeLog, Logs } from "../ports/index.ts";
import { cancelledBy, repositoryPath } from "./request.ts";
import { afterBytes, lastBytes } from "./whole-log.ts";

/** A step's log, in parts. While it is written it comes from Bitbucket, later from a storage that may ignore the part. */
export function createLogs(http: ForgeHttp): Logs {
  return {
    async read({ repository, run, stage, part = { from: 0 }, signal }) {
      const answer = await http.open({
        path: repositoryPath(repository) + path`/pipelines/${run}/steps/${stage}/log`,
        // Asked for JSON it answers 406.
        headers: { accept: "*/*", range: "last" in part ? `bytes=-${part.last}` : `bytes=${part.from}-` },
        expect: [404, 416],
        ...cancelledBy(signal),
      });
      switch (answer.status) {
        case 404:
          answer.discard();
          return { kind: "absent" };
        case 416:
          answer.discard();
          return { kind: "nothing-new" };
        case 206:
          return partOf(answer, "from" in part ? part.from : 0);
        default:
          return "last" in part ? lastBytes(answer, part.last) : afterBytes(answer, part.from);
      }
    },
  };
}

/** The answer says itself where its part begins. RFC 9110, 14.4 */
function partOf({ headers, body, discard }: ForgeStream, asked: number): ForgeLog {
  const [, start] = /^bytes (\d+)-/.exec(headers["content-range"] ?? "") ?? [];
  return { kind: "bytes", start: start === undefined ? asked : Number(start), body, discard };
}
