/** A piece of a template. Offsets count UTF-16 units from the template's start. */
export type TemplatePart =
  | { readonly kind: "literal"; readonly text: string; readonly offset: number }
  | {
      readonly kind: "expression";
      /** What stands between `${{` and `}}`, untrimmed. */
      readonly source: string;
      /** Where `${{` begins. */
      readonly offset: number;
      /** Where `source` begins: an offset within the expression plus this is one within the template. */
      readonly sourceOffset: number;
      /** After `}}`. */
      readonly end: number;
    }
  /** `${{` whose `}}` is missing. */
  | { readonly kind: "unclosed"; readonly offset: number };

const opening = "${{";
const closing = "}}";

export function hasExpression(text: string): boolean {
  return text.includes(opening);
}

/** Splits a template at its `${{ … }}`. A `}}` within a quoted text of an expression does not end it. */
export function splitTemplate(text: string): readonly TemplatePart[] {
  const parts: TemplatePart[] = [];
  let position = 0;
  while (position < text.length) {
    const start = text.indexOf(opening, position);
    if (start !== position) {
      const literal = text.slice(position, start < 0 ? undefined : start);
      parts.push({ kind: "literal", text: literal, offset: position });
    }
    if (start < 0) break;
    const sourceOffset = start + opening.length;
    const sourceEnd = endOfExpression(text, sourceOffset);
    if (sourceEnd < 0) {
      parts.push({ kind: "unclosed", offset: start });
      break;
    }
    position = sourceEnd + closing.length;
    const source = text.slice(sourceOffset, sourceEnd);
    parts.push({ kind: "expression", source, offset: start, sourceOffset, end: position });
  }
  return parts;
}

function endOfExpression(text: string, from: number): number {
  let quoted = false;
  for (let index = from; index < text.length; index += 1) {
    const character = text.charAt(index);
    // A doubled quote inside a quoted text toggles twice, which is right.
    if (character === "'") quoted = !quoted;
    else if (!quoted && character === "}" && text.charAt(index + 1) === "}") return index;
  }
  return -1;
}
