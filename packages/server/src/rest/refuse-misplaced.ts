import { type Fault, Problem } from "@headrace/app";
import type { FastifyRequest } from "fastify";
import { isRecord, type RouteShape } from "./route-of.ts";

/**
 * Throws `invalid-input` where a key of the input stands in another place than the reference says, or where there is a
 * body that nobody reads: it would be left out without a word, and the rest be done. Keys that no operation knows are
 * left to its schema.
 */
export function refuseMisplaced(shape: RouteShape, request: FastifyRequest): void {
  const { query, body } = request;
  const faults = [
    ...(shape.restIn === "query" ? bodyFaults(shape, request) : keysOf(body).flatMap((key) => faultOf(shape, key))),
    ...keysOf(query).flatMap((key) => faultOf(shape, key, "query")),
  ];
  const [first] = faults;
  if (first === undefined) return;
  throw new Problem("invalid-input", `${first.path}: ${first.message}`, { faults, mend: first.mend });
}

function faultOf(shape: RouteShape, key: string, place: "query" | "body" = "body"): readonly Fault[] {
  const header = Object.hasOwn(shape.headerKeys, key) ? shape.headerKeys[key] : undefined;
  if (header !== undefined) return [misplaced(key, place, `send it as the header ${header}`)];
  if (shape.pathKeys.includes(key)) return [misplaced(key, place, "leave it out: the path says it")];
  if (place === "body" || shape.restIn === "query" || !shape.restKeys.includes(key)) return [];
  return [misplaced(key, place, `send it in the body, as in {"${key}": …}`)];
}

function misplaced(path: string, place: "query" | "body", mend: string): Fault {
  return { path, message: `it is not read from the ${place === "query" ? "address's query" : "body"}`, mend };
}

/** Where everything stands in the address. */
function bodyFaults(shape: RouteShape, { method, body, headers }: FastifyRequest): readonly Fault[] {
  // Bytes are read by the operation; and of a request that only reads, nobody reads the body at all.
  if (shape.body === "bytes") return [];
  const unread = method === "GET" || method === "HEAD";
  const length = Number(headers["content-length"] ?? 0);
  const has = unread ? length > 0 || headers["transfer-encoding"] !== undefined : !isEmpty(body);
  if (!has) return [];
  const key = keysOf(body)[0] ?? shape.restKeys[0];
  return [
    {
      path: "body",
      message: `a ${method} takes what it needs in its address, and has a body`,
      mend: key === undefined ? "leave it out" : `write it behind a question mark, as in ?${key}=…`,
    },
  ];
}

/** Clients send an empty object also where an operation takes nothing. */
function isEmpty(body: unknown): boolean {
  return body === undefined || body === null || (isRecord(body) && Object.keys(body).length === 0);
}

function keysOf(value: unknown): readonly string[] {
  return isRecord(value) ? Object.keys(value) : [];
}
