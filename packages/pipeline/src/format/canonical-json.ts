import { HeadraceError } from "../errors.ts";

/**
 * The one text of a JSON value: keys sorted by UTF-16 units, no spaces, numbers as ECMAScript prints them
 * (RFC 8785). Members that are undefined are left out, as `JSON.stringify` does.
 * @throws HeadraceError `invalid-argument` for what JSON cannot hold (NaN, a lone surrogate, a function, a cycle).
 */
export function canonicalJson(value: unknown): string {
  return write(value, new Set());
}

function write(value: unknown, above: Set<object>): string {
  switch (typeof value) {
    case "string":
      if (!value.isWellFormed()) throw notJson("a text with half of a surrogate pair");
      return JSON.stringify(value);
    case "number":
      if (!Number.isFinite(value)) throw notJson(`the number ${value}`);
      return JSON.stringify(value);
    case "boolean":
      return value ? "true" : "false";
    case "object":
      return value === null ? "null" : writeContainer(value, above);
    default:
      throw notJson(`a value of type ${typeof value}`);
  }
}

function writeContainer(value: object, above: Set<object>): string {
  if (above.has(value)) throw notJson("a value that holds itself");
  above.add(value);
  const text = Array.isArray(value) ? writeList(value, above) : writeRecord(value, above);
  above.delete(value);
  return text;
}

function writeList(list: readonly unknown[], above: Set<object>): string {
  return `[${list.map((item) => write(item, above)).join(",")}]`;
}

function writeRecord(record: object, above: Set<object>): string {
  let members = "";
  for (const key of Object.keys(record).sort()) {
    const member: unknown = Reflect.get(record, key);
    if (member === undefined) continue;
    members += `${members === "" ? "" : ","}${write(key, above)}:${write(member, above)}`;
  }
  return `{${members}}`;
}

function notJson(what: string): HeadraceError {
  return new HeadraceError("invalid-argument", `Canonical JSON cannot hold ${what}.`);
}
