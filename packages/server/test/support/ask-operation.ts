import type { Operation } from "@headrace/app";

export interface OperationRequest {
  /** Of whoever asks; empty for nobody. */
  readonly token: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** Which of the asker's organizations is meant. */
  readonly organization?: string;
  /** What is added to where the operation's input is not read from: of the query, or of a JSON body. */
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: Readonly<Record<string, unknown>>;
}

/** Asks for an operation as its route wants it: what of the input belongs there in the path, in headers, in the query, in the body. */
export async function askOperation(url: string, { http }: Operation, request: OperationRequest): Promise<Response> {
  const { token, organization } = request;
  const input = new Map<string, unknown>(Object.entries(request.input));
  const headers = new Headers(token === "" ? {} : { authorization: `Bearer ${token}` });
  if (organization !== undefined) headers.set("headrace-organization", organization);
  const path = http.path.replaceAll(/\{(\w+)\}/g, (_found, key: string) => {
    const value = input.get(key);
    input.delete(key);
    return encodeURIComponent(String(value));
  });
  for (const [key, header] of Object.entries(http.headers ?? {})) {
    if (input.has(key)) headers.set(header, String(input.get(key)));
    input.delete(key);
  }
  const inQuery = isInQuery(http);
  const asked = new URLSearchParams(
    (inQuery ? [...input] : []).map(([key, value]): [string, string] => [key, String(value)]),
  );
  for (const [key, value] of Object.entries(request.query ?? {})) asked.append(key, value);
  if (!inQuery || request.body !== undefined) headers.set("content-type", "application/json");
  if (http.body === "bytes") headers.set("content-type", "application/octet-stream");
  const json = { ...(inQuery ? {} : Object.fromEntries(input)), ...request.body };
  const body = http.body === "bytes" ? "bytes" : JSON.stringify(json);
  return await fetch(`${url}/api/v1${path}${asked.size === 0 ? "" : `?${asked}`}`, {
    method: http.method,
    headers,
    ...(inQuery && http.body !== "bytes" && request.body === undefined ? {} : { body }),
  });
}

/** Where an operation's input is that stands neither in the path nor in headers. */
export function isInQuery({ method, body }: Operation["http"]): boolean {
  return method === "GET" || method === "DELETE" || body === "bytes";
}
