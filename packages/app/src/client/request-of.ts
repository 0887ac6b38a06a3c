import { wrongField } from "../problems/problem.ts";
import type { Route } from "./route.ts";

export interface WireRequest {
  readonly method: string;
  /** Below /api/v1, with the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON text. */
  readonly body?: string;
}

/** Spreads an operation's input over path, query, headers and body, as the server puts it together again. */
export function requestOf(route: Route, input: Readonly<Record<string, unknown>>): WireRequest {
  const rest = new Map(Object.entries(input).filter(([, value]) => value !== undefined));
  const path = route.path.replaceAll(/\{(\w+)\}/g, (_found, key: string) => {
    const value = rest.get(key);
    rest.delete(key);
    return segmentOf(key, value);
  });
  const headers: Record<string, string> = {};
  for (const [key, header] of Object.entries(route.headers ?? {})) {
    const value = rest.get(key);
    rest.delete(key);
    if (value !== undefined) headers[header] = String(value);
  }
  const inQuery = route.method === "GET" || route.method === "DELETE" || route.bytes === true;
  if (!inQuery) {
    headers["content-type"] = "application/json";
    return { method: route.method, path, headers, body: JSON.stringify(Object.fromEntries(rest)) };
  }
  const query = new URLSearchParams();
  for (const [key, value] of rest) {
    for (const each of Array.isArray(value) ? value : [value]) query.append(key, String(each));
  }
  return { method: route.method, path: query.size === 0 ? path : `${path}?${query}`, headers };
}

/** A segment that is empty or made of dots would name another route once the URL is put in order. */
function segmentOf(key: string, value: unknown): string {
  if ((typeof value === "string" || typeof value === "number") && !/^\.{0,2}$/.test(String(value))) {
    return encodeURIComponent(value);
  }
  throw wrongField(key, `"${String(value)}" cannot stand in a path`, "send an id or a name");
}
