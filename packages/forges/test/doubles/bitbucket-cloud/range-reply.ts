import type { Reply } from "./reply.ts";

/** A part of a file. RFC 9110, 14 */
export function rangeReply(bytes: Buffer, range: string | undefined): Reply {
  const [, from = "", to = ""] = /^bytes=(\d*)-(\d*)$/.exec(range ?? "") ?? [];
  if (from === "" && to === "") return { status: 200, bytes };
  const start = from === "" ? Math.max(0, bytes.length - Number(to)) : Number(from);
  if (start >= bytes.length) return { status: 416, headers: { "content-range": `bytes */${bytes.length}` } };
  const end = from === "" || to === "" ? bytes.length : Math.min(bytes.length, Number(to) + 1);
  const place = `bytes ${start}-${end - 1}/${bytes.length}`;
  return { status: 206, headers: { "content-range": place }, bytes: bytes.subarray(start, end) };
}
