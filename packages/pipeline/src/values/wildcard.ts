/**
 * Whether the whole text matches a shell wildcard pattern as Python's `fnmatch.fnmatchcase` reads it:
 * `*` stands for any characters, `/` included, `?` for one, `[a-z]` for a choice, `[!a-z]` for its opposite.
 * Takes time proportional to text times pattern at worst, whatever the pattern.
 */
export function matchesWildcard(text: string, pattern: string): boolean {
  const tokens = tokensOf(pattern);
  const characters = [...text];
  let at = 0;
  let token = 0;
  // Where the last `*` stands, and how much of the text it has taken so far.
  let star = -1;
  let taken = 0;
  while (at < characters.length) {
    const current = tokens[token];
    const character = characters[at] ?? "";
    if (current?.kind === "any") {
      star = token;
      taken = at;
      token++;
    } else if (current !== undefined && accepts(current, character)) {
      at++;
      token++;
    } else if (star === -1) {
      return false;
    } else {
      taken++;
      at = taken;
      token = star + 1;
    }
  }
  return tokens.slice(token).every((rest) => rest.kind === "any");
}

/** A pattern that matches this text alone. */
export function literalWildcard(text: string): string {
  return text.replace(/[[*?]/g, "[$&]");
}

type Token =
  | { readonly kind: "any" }
  | { readonly kind: "one" }
  | { readonly kind: "literal"; readonly character: string }
  | { readonly kind: "choice"; readonly ranges: readonly (readonly [string, string])[]; readonly negated: boolean };

function accepts(token: Exclude<Token, { kind: "any" }>, character: string): boolean {
  switch (token.kind) {
    case "one":
      return true;
    case "literal":
      return token.character === character;
    case "choice":
      return token.ranges.some(([from, to]) => from <= character && character <= to) !== token.negated;
  }
}

function tokensOf(pattern: string): readonly Token[] {
  const characters = [...pattern];
  const tokens: Token[] = [];
  for (let at = 0; at < characters.length; at++) {
    const character = characters[at] ?? "";
    const end = character === "[" ? endOfChoice(characters, at) : -1;
    if (character === "*") {
      if (tokens.at(-1)?.kind !== "any") tokens.push({ kind: "any" });
    } else if (character === "?") {
      tokens.push({ kind: "one" });
    } else if (end === -1) {
      tokens.push({ kind: "literal", character });
    } else {
      tokens.push(choiceOf(characters.slice(at + 1, end)));
      at = end;
    }
  }
  return tokens;
}

/** The closing bracket; one right at the start stands for itself. -1 where there is none. */
function endOfChoice(characters: readonly string[], open: number): number {
  const first = characters[open + 1] === "!" ? open + 2 : open + 1;
  return characters.indexOf("]", first + 1);
}

function choiceOf(content: readonly string[]): Token {
  const negated = content[0] === "!";
  const members = negated ? content.slice(1) : content;
  const ranges: (readonly [string, string])[] = [];
  for (let at = 0; at < members.length; at++) {
    const from = members[at] ?? "";
    const to = members[at + 2];
    if (members[at + 1] === "-" && to !== undefined) {
      ranges.push([from, to]);
      at += 2;
    } else {
      ranges.push([from, from]);
    }
  }
  return { kind: "choice", ranges, negated };
}
