import type { IncomingHttpHeaders } from "node:http";

/** Each name once. Of one that was sent several times nobody can say which is meant: it is left out. */
export function deliveryHeaders(headers: IncomingHttpHeaders, raw: readonly string[]): Record<string, string> {
  const seen = new Map<string, number>();
  for (let index = 0; index < raw.length; index += 2) {
    const name = raw[index]?.toLowerCase() ?? "";
    seen.set(name, (seen.get(name) ?? 0) + 1);
  }
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      typeof value === "string" && seen.get(name) === 1 ? [[name, value]] : [],
    ),
  );
}
