import { splitTemplate } from "../expressions/index.ts";
import type { ExpressionPlace } from "./expression-place.ts";

/** A name that is being written, and where it begins in its text. */
export interface UnfinishedName {
  readonly from: number;
  readonly word: string;
}

/** The name before a caret, where the caret stands in an expression; undefined elsewhere, such as within quotes. */
export function unfinishedName(
  text: string,
  caret: number,
  { kind }: Pick<ExpressionPlace, "kind">,
): UnfinishedName | undefined {
  const before = text.slice(0, caret);
  const bare = kind === "condition" && !text.includes("${{");
  const source = bare ? before : sourceBefore(text, caret);
  if (source === undefined) return undefined;
  const outside = source.replaceAll(/'(?:[^']|'')*'/g, "");
  const word = /[A-Za-z_][\w.-]*(?:\['[^']*'?\]?[\w.-]*)*$/.exec(source)?.[0] ?? "";
  if (outside.includes("'") && !word.includes("['")) return undefined;
  return { from: caret - word.length, word };
}

/** What stands between the `${{` that is open at the caret and the caret. */
function sourceBefore(text: string, caret: number): string | undefined {
  const part = splitTemplate(text.slice(0, caret)).at(-1);
  return part?.kind === "unclosed" ? text.slice(part.offset + 3, caret) : undefined;
}
