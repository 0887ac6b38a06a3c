import { Problem } from "../problems/problem.ts";

/** Bytes of a whole, `end` included. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
  readonly total: number;
}

/**
 * What a `Range` header asks for; undefined for the whole, also where it asks for several parts at once, which a server
 * may answer with everything (RFC 9110, 14.2). Throws `range-not-satisfiable`.
 */
export function byteRangeOf(header: string | undefined, total: number): ByteRange | undefined {
  const [, first = "", last = ""] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? "") ?? [];
  if (first === "" && last === "") return undefined;
  const start = first === "" ? Math.max(0, total - Number(last)) : Number(first);
  const end = first === "" || last === "" ? total - 1 : Math.min(total - 1, Number(last));
  if (first !== "" && last !== "" && Number(last) < start) return undefined;
  if (start > end) {
    throw new Problem("range-not-satisfiable", `there are only ${total} bytes`, {
      mend: "ask for a range within them",
      detail: { total },
    });
  }
  return { start, end, total };
}
