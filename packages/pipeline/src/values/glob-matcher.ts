import { type GlobToken, globTokens } from "./glob-tokens.ts";

/** Tells whether a path matches. */
export type GlobMatcher = (path: string) => boolean;

/** With so few, a regular expression takes at most time in proportion to the square of the path. */
const mostWildcardsForExpression = 2;

/** A matcher of one glob without braces. */
export function createGlobMatcher(glob: string): GlobMatcher {
  const tokens = globTokens(glob);
  const wildcards = tokens.filter(isWildcard).length;
  if (wildcards === 0 && tokens.every((token) => token.kind === "literal")) {
    const text = tokens.map((token) => token.character).join("");
    return (path) => path === text;
  }
  if (wildcards <= mostWildcardsForExpression) {
    const expression = new RegExp(`^${tokens.map(expressionOf).join("")}$`, "s");
    return (path) => expression.test(path);
  }
  return createStateMatcher(tokens);
}

function isWildcard({ kind }: GlobToken): boolean {
  return kind === "star" || kind === "everything" || kind === "directories";
}

function expressionOf(token: GlobToken): string {
  switch (token.kind) {
    case "literal":
      return escaped(token.character);
    case "any":
      return "[^/]";
    case "class": {
      const ranges = token.ranges.map(([from, to]) => `${escaped(from)}-${escaped(to)}`).join("");
      return `(?!/)[${token.negated ? "^" : ""}${ranges}]`;
    }
    case "star":
      return "[^/]*";
    case "everything":
      return ".*";
    case "directories":
      return "(?:.*/)?";
  }
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/**
 * Follows every way through the tokens at once: `reached[i]` says that the tokens before `i` have matched so far,
 * `inside[i]` that the directories wildcard at `i` has begun a directory and not yet ended it.
 * Takes time in proportion to pattern × path, whatever both hold.
 */
function createStateMatcher(tokens: readonly GlobToken[]): GlobMatcher {
  const length = tokens.length;
  return (path) => {
    let reached = new Uint8Array(length + 1);
    let inside = new Uint8Array(length + 1);
    let nextReached = new Uint8Array(length + 1);
    let nextInside = new Uint8Array(length + 1);
    reached[0] = 1;
    skipEmpty(tokens, reached);
    for (let offset = 0; offset < path.length; offset += 1) {
      nextReached.fill(0);
      nextInside.fill(0);
      if (!advance(tokens, path.charAt(offset), { reached, inside, nextReached, nextInside })) return false;
      skipEmpty(tokens, nextReached);
      [reached, nextReached] = [nextReached, reached];
      [inside, nextInside] = [nextInside, inside];
    }
    return reached[length] === 1;
  };
}

interface States {
  readonly reached: Uint8Array;
  readonly inside: Uint8Array;
  readonly nextReached: Uint8Array;
  readonly nextInside: Uint8Array;
}

/** Whether any way is left after the character. */
function advance(tokens: readonly GlobToken[], character: string, states: States): boolean {
  const { reached, inside, nextReached, nextInside } = states;
  let alive = false;
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index];
    if (token === undefined || (reached[index] === 0 && inside[index] === 0)) continue;
    if (token.kind === "directories") {
      nextInside[index] = 1;
      if (character === "/") nextReached[index + 1] = 1;
      alive = true;
    } else if (takes(token, character)) {
      nextReached[token.kind === "star" || token.kind === "everything" ? index : index + 1] = 1;
      alive = true;
    }
  }
  return alive;
}

function takes(token: Exclude<GlobToken, { kind: "directories" }>, character: string): boolean {
  switch (token.kind) {
    case "literal":
      return token.character === character;
    case "any":
    case "star":
      return character !== "/";
    case "class":
      return character !== "/" && inClass(token, character);
    case "everything":
      return true;
  }
}

/** A star and `**` may also match nothing. */
function skipEmpty(tokens: readonly GlobToken[], reached: Uint8Array): void {
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index];
    if (reached[index] === 1 && token && isWildcard(token)) reached[index + 1] = 1;
  }
}

function inClass(token: Extract<GlobToken, { kind: "class" }>, character: string): boolean {
  return token.ranges.some(([from, to]) => character >= from && character <= to) !== token.negated;
}
