import { HeadraceError } from "../errors.ts";
import { expandBraces } from "./glob-braces.ts";
import { type GlobToken, globTokens } from "./glob-tokens.ts";

type Matcher = (path: string) => boolean;

const longestGlob = 4096;

/**
 * Tells whether a path (with `/`, relative, without `./`) is chosen by a list of globs.
 * `*` and `?` stop at `/`, `**` does not; `[a-z]`, `{a,b}` and `{1..3}` work; dotfiles match like others;
 * a pattern that ends in `/` means everything below, and `dist/**` is not `dist` itself. A leading `!` excludes what earlier patterns chose,
 * and a later pattern may choose it again: the last pattern that matches decides, as on GitHub.
 *
 * Written here and not taken from a regular-expression translator: a glob comes from a definition anyone may
 * propose, and `*a*a*a*a*b` as a regular expression takes a minute on one long name. This one takes time
 * proportional to pattern × path.
 * @throws HeadraceError `invalid-argument` for a pattern that `globProblem` refuses.
 */
export function createGlob(patterns: readonly string[]): (path: string) => boolean {
  const rules = patterns.map((pattern) => {
    const problem = globProblem(pattern);
    if (problem) throw new HeadraceError("invalid-argument", `The glob ${JSON.stringify(pattern)}: ${problem}.`);
    const excludes = pattern.startsWith("!");
    const matchers = alternativesOf(excludes ? pattern.slice(1) : pattern).map(createMatcher);
    return { excludes, matches: (path: string) => matchers.some((matches) => matches(path)) };
  });
  return (path) => {
    for (let index = rules.length - 1; index >= 0; index -= 1) {
      const rule = rules[index];
      if (rule?.matches(path)) return !rule.excludes;
    }
    return false;
  };
}

/** Why a text is no glob below a folder, or null when it is one. */
export function globProblem(pattern: string): string | null {
  const glob = pattern.startsWith("!") ? pattern.slice(1) : pattern;
  if (glob.trim() === "") return "it is empty";
  if (glob.length > longestGlob) return `it is longer than ${longestGlob} characters`;
  if (glob.includes("\0")) return "it holds a null character";
  const alternatives = expandBraces(glob);
  if (!alternatives) return "its braces stand for more than a thousand patterns";
  for (const alternative of alternatives) {
    if (alternative.startsWith("/")) return "it is absolute, but paths are relative to the workspace";
    if (alternative.split("/").includes("..")) return "it leaves the folder by `..`";
  }
  return null;
}

function alternativesOf(glob: string): readonly string[] {
  return (expandBraces(glob) ?? []).map((text) => (text.endsWith("/") ? `${text}**` : text));
}

function createMatcher(glob: string): Matcher {
  const tokens = globTokens(glob);
  let literalCount = tokens.findIndex((token) => token.kind !== "literal");
  if (literalCount < 0) literalCount = tokens.length;
  const prefix = tokens
    .slice(0, literalCount)
    .map((token) => (token.kind === "literal" ? token.character : ""))
    .join("");
  if (literalCount === tokens.length) return (path) => path === prefix;
  const rest = tokens.slice(literalCount);
  return (path) => path.startsWith(prefix) && matchTokens(rest, path, prefix.length);
}

/**
 * Follows every way through the tokens at once: `reached[i]` says that tokens before `i` have matched so far.
 * `inside[i]` says that the directories wildcard at `i` has begun a directory and not yet ended it.
 */
function matchTokens(tokens: readonly GlobToken[], path: string, start: number): boolean {
  const length = tokens.length;
  let reached = new Uint8Array(length + 1);
  let inside = new Uint8Array(length + 1);
  reached[0] = 1;
  skipEmpty(tokens, reached);
  for (let offset = start; offset < path.length; offset += 1) {
    const character = path.charAt(offset);
    const nextReached = new Uint8Array(length + 1);
    const nextInside = new Uint8Array(length + 1);
    let alive = false;
    for (const [index, token] of tokens.entries()) {
      if (reached[index] === 0 && inside[index] === 0) continue;
      switch (token.kind) {
        case "literal":
          if (token.character === character) nextReached[index + 1] = 1;
          break;
        case "any":
          if (character !== "/") nextReached[index + 1] = 1;
          break;
        case "class":
          if (character !== "/" && inClass(token, character)) nextReached[index + 1] = 1;
          break;
        case "star":
          if (character !== "/") nextReached[index] = 1;
          break;
        case "everything":
          nextReached[index] = 1;
          break;
        case "directories":
          nextInside[index] = 1;
          if (character === "/") nextReached[index + 1] = 1;
          break;
      }
      alive ||= nextReached[index] === 1 || nextReached[index + 1] === 1 || nextInside[index] === 1;
    }
    if (!alive) return false;
    skipEmpty(tokens, nextReached);
    reached = nextReached;
    inside = nextInside;
  }
  return reached[length] === 1;
}

/** A star and `**` may also match nothing. */
function skipEmpty(tokens: readonly GlobToken[], reached: Uint8Array): void {
  for (const [index, token] of tokens.entries()) {
    if (reached[index] === 0) continue;
    if (token.kind === "star" || token.kind === "everything" || token.kind === "directories") reached[index + 1] = 1;
  }
}

function inClass(token: Extract<GlobToken, { kind: "class" }>, character: string): boolean {
  return token.ranges.some(([from, to]) => character >= from && character <= to) !== token.negated;
}
