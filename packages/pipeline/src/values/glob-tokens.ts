/** One piece of a compiled glob. `directories` is a whole segment `**` followed by `/`. */
export type GlobToken =
  | { readonly kind: "literal"; readonly character: string }
  | { readonly kind: "any" }
  | { readonly kind: "class"; readonly negated: boolean; readonly ranges: readonly (readonly [string, string])[] }
  | { readonly kind: "star" }
  | { readonly kind: "everything" }
  | { readonly kind: "directories" };

/** Tokens of one glob without braces; escapes resolved, a leading `./` dropped. */
export function globTokens(glob: string): readonly GlobToken[] {
  const text = glob.replace(/^(?:\.\/)+/, "");
  const tokens: GlobToken[] = [];
  let index = 0;
  while (index < text.length) {
    const character = text.charAt(index);
    if (character === "*") {
      index = pushStars(text, index, tokens);
    } else if (character === "[") {
      const group = readClass(text, index);
      tokens.push(group ? group.token : { kind: "literal", character });
      index = group ? group.end : index + 1;
    } else if (character === "?") {
      tokens.push({ kind: "any" });
      index += 1;
    } else {
      const escaped = character === "\\" && index + 1 < text.length;
      tokens.push({ kind: "literal", character: escaped ? text.charAt(index + 1) : character });
      index += escaped ? 2 : 1;
    }
  }
  return tokens;
}

function pushStars(text: string, start: number, tokens: GlobToken[]): number {
  let end = start;
  while (text.charAt(end) === "*") end += 1;
  if (end - start === 1) {
    tokens.push({ kind: "star" });
    return end;
  }
  const opensSegment = start === 0 || text.charAt(start - 1) === "/";
  if (opensSegment && text.charAt(end) === "/") {
    tokens.push({ kind: "directories" });
    return end + 1;
  }
  tokens.push({ kind: "everything" });
  return end;
}

function readClass(text: string, start: number): { readonly token: GlobToken; readonly end: number } | null {
  let index = start + 1;
  const negated = text.charAt(index) === "!" || text.charAt(index) === "^";
  if (negated) index += 1;
  const first = index;
  const ranges: [string, string][] = [];
  while (index < text.length) {
    if (text.charAt(index) === "]" && index > first) {
      return { token: { kind: "class", negated, ranges }, end: index + 1 };
    }
    if (text.charAt(index) === "/") return null;
    if (text.charAt(index) === "\\" && index + 1 < text.length) index += 1;
    const from = text.charAt(index);
    const isRange = text.charAt(index + 1) === "-" && index + 2 < text.length && text.charAt(index + 2) !== "]";
    ranges.push([from, isRange ? text.charAt(index + 2) : from]);
    index += isRange ? 3 : 1;
  }
  return null;
}
