import { resolvePlainScalar } from "../../parse/scalar.ts";

/** The habits of the text that a value is written into. */
export interface Style {
  /** Spaces a level is indented by. */
  readonly unit: number;
  readonly json: boolean;
}

/** A list of plain words up to this long is written in one line. */
const longestLine = 80;

/** Lists that read better with one item a line, however short they are. */
const tallLists = new Set(["steps", "afterSteps"]);

/** The lines of `key: value` in a block, the first without indentation, the others relative to it. */
export function renderPair(key: string, value: unknown, style: Style): readonly string[] {
  const name = renderKey(key, style);
  const [first = "", ...rest] = renderAfterColon(value, { style, tall: tallLists.has(key) });
  return [first === "" ? `${name}:` : `${name}: ${first}`, ...rest];
}

/** The lines of `- value` in a block. */
export function renderItem(value: unknown, style: Style): readonly string[] {
  if (isRecord(value) && Object.keys(value).length > 0) {
    const lines = Object.entries(value).flatMap(([key, member]) => renderPair(key, member, style));
    return lines.map((line, index) => (index === 0 ? `- ${line}` : indented(line, 2)));
  }
  if (Array.isArray(value) && value.length > 0 && !isShortList(value, style)) return [`- ${renderFlow(value, style)}`];
  const [first = "", ...rest] = renderAfterColon(value, { style, tall: false });
  return [first === "" ? "-" : `- ${first}`, ...rest];
}

/** What stands after `key:`: the rest of its line, and the lines below relative to the key. */
export function renderAfterColon(
  value: unknown,
  { style, tall }: { readonly style: Style; readonly tall: boolean },
): readonly string[] {
  if (style.json) return [renderFlow(value, style)];
  if (typeof value === "string" && value.includes("\n")) return renderText(value, style);
  if (Array.isArray(value)) {
    if (value.length === 0 || (!tall && isShortList(value, style))) return [renderFlow(value, style)];
    return ["", ...value.flatMap((item) => renderItem(item, style)).map((line) => indented(line, style.unit))];
  }
  if (isRecord(value)) {
    const members = Object.entries(value);
    if (members.length === 0) return ["{}"];
    return [
      "",
      ...members.flatMap(([key, member]) => renderPair(key, member, style)).map((line) => indented(line, style.unit)),
    ];
  }
  return [renderScalar(value, { json: false, flow: false })];
}

/** In one line, in brackets where it is a collection. */
export function renderFlow(value: unknown, style: Style): string {
  if (Array.isArray(value)) return `[${value.map((item) => renderFlow(item, style)).join(", ")}]`;
  if (isRecord(value)) {
    const members = Object.entries(value).map(
      ([key, member]) => `${renderKey(key, style)}: ${renderFlow(member, style)}`,
    );
    return members.length === 0 ? "{}" : `{ ${members.join(", ")} }`;
  }
  return renderScalar(value, { json: style.json, flow: true });
}

export function renderKey(key: string, { json }: Style): string {
  return json ? JSON.stringify(key) : renderScalar(key, { json, flow: true });
}

export type Quote = "single" | "double" | "none";

/** A value of one line; a text keeps the given quotes where it can. */
export function renderScalar(
  value: unknown,
  { json, flow, quote = "none" }: { readonly json: boolean; readonly flow: boolean; readonly quote?: Quote },
): string {
  if (typeof value !== "string") return value === undefined || value === null ? "null" : String(value);
  if (json || quote === "double" || !/^[^\p{Cc}\u2028\u2029\uFEFF]*$/u.test(value)) return JSON.stringify(value);
  if (quote === "none" && isPlain(value, flow)) return value;
  return `'${value.replaceAll("'", "''")}'`;
}

/** Whether YAML reads the text as itself without quotes. Stricter than the specification, for people read it too. */
function isPlain(text: string, flow: boolean): boolean {
  if (resolvePlainScalar(text) !== text) return false;
  if (!/^[\p{L}0-9_./$~(^+;\\]/u.test(text) || /\s$/.test(text)) return false;
  if (/:(?:\s|$)|\s#|^---|^\.\.\./.test(text)) return false;
  return !flow || !/[,[\]{}:]/.test(text);
}

/** A text of several lines as a literal block; as a quoted line where a block would not show what it holds. */
function renderText(text: string, style: Style): readonly string[] {
  const body = text.replace(/\n$/, "");
  const isBlock = body !== "" && !/^[ \n]|\n$/.test(body) && !/[^\P{Cc}\n\t]|[\u2028\u2029\u0085\uFEFF]/u.test(body);
  if (!isBlock || !body.isWellFormed()) return [JSON.stringify(text)];
  return [body === text ? "|-" : "|", ...body.split("\n").map((line) => indented(line, style.unit))];
}

function isShortList(values: readonly unknown[], style: Style): boolean {
  if (values.some((value) => typeof value === "object" && value !== null)) return false;
  return renderFlow(values, style).length <= longestLine && !values.some((value) => String(value).includes("\n"));
}

export function indented(line: string, width: number): string {
  return line === "" ? line : " ".repeat(width) + line;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
