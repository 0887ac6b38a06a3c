import type { Pipeline } from "@headrace/pipeline";
import { type DocumentValue, toDocument } from "./document.ts";
import { type JsonNote, notesOf } from "./notes.ts";

export interface PrintedJson {
  /** Ends with a line end. */
  readonly text: string;
  /** What reading the text again does not give back as it was. */
  readonly notes: readonly JsonNote[];
}

/**
 * The pipeline in the Headrace language, as JSON with an indentation of two.
 *
 * @example
 * printJson(pipeline).text; // '{\n  "name": "hello", …'
 */
export function printJson(pipeline: Pipeline): PrintedJson {
  return { text: `${print(toDocument(pipeline), "")}\n`, notes: notesOf(pipeline) };
}

/** Like `JSON.stringify`, which cannot print a Map. */
function print(value: DocumentValue, indentation: string): string {
  const inner = `${indentation}  `;
  const lines = (parts: readonly string[], [open, close]: readonly [string, string]) =>
    parts.length === 0 ? open + close : `${open}\n${inner}${parts.join(`,\n${inner}`)}\n${indentation}${close}`;
  if (isMapping(value)) {
    const parts = Array.from(value, ([key, part]) => `${JSON.stringify(key)}: ${print(part, inner)}`);
    return lines(parts, ["{", "}"]);
  }
  if (isList(value)) {
    const parts = value.map((part) => print(part, inner));
    return lines(parts, ["[", "]"]);
  }
  return JSON.stringify(value);
}

function isMapping(value: DocumentValue): value is ReadonlyMap<string, DocumentValue> {
  return value instanceof Map;
}

function isList(value: DocumentValue): value is readonly DocumentValue[] {
  return Array.isArray(value);
}
