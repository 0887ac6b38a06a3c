import type { ForgeHttp, ForgeStream } from "../http/index.ts";
import type { ForgeLog, LogRequest } from "../ports/index.ts";
import { afterBytes, lastBytes } from "./whole-log.ts";

/** A part of the log at an address, by `Range`; where that is ignored, as a storage may, the part is cut out here. */
export async function readLogPart(
  http: ForgeHttp,
  path: string,
  { part = { from: 0 }, signal }: Pick<LogRequest, "part" | "signal">,
): Promise<ForgeLog> {
  const answer = await http.open({
    path,
    // A log is no JSON: asked for that, Bitbucket answers 406.
    headers: { accept: "*/*", range: "last" in part ? `bytes=-${part.last}` : `bytes=${part.from}-` },
    expect: [404, 410, 416],
    ...(signal === undefined ? {} : { signal }),
  });
  switch (answer.status) {
    case 404:
    case 410:
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
}

/** The answer says itself where its part begins. RFC 9110, 14.4 */
function partOf({ headers, body, discard }: ForgeStream, asked: number): ForgeLog {
  const [, start] = /^bytes (\d+)-/.exec(headers["content-range"] ?? "") ?? [];
  return { kind: "bytes", start: start === undefined ? asked : Number(start), body, discard };
}
