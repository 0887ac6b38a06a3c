import { HeadraceError } from "../errors.ts";
import { expandBraces } from "./glob-braces.ts";
import { createGlobMatcher } from "./glob-matcher.ts";
import { type GlobToken, globTokens } from "./glob-tokens.ts";

const longestGlob = 4096;

/**
 * Tells whether a path (with `/`, relative, without `./`) is chosen by a list of globs.
 * `*` and `?` stop at `/`, `**` does not; `[a-z]`, `{a,b}` and `{1..3}` work; dotfiles match like others;
 * a pattern that ends in `/` means everything below, and `dist/**` is not `dist` itself. A leading `!` excludes
 * what earlier patterns chose, and a later pattern may choose it again: the last pattern that matches decides,
 * as on GitHub.
 *
 * Written here and not taken from a library that makes one regular expression of any glob: a glob comes from a
 * definition anyone may propose, and as such an expression `*a*a*a*a*b` takes a minute on one long name.
 * @throws HeadraceError `invalid-argument` for a pattern that `globProblem` refuses.
 */
export function createGlob(patterns: readonly string[]): (path: string) => boolean {
  const rules = patterns.map((pattern) => {
    const problem = globProblem(pattern);
    if (problem) throw new HeadraceError("invalid-argument", `The glob ${JSON.stringify(pattern)}: ${problem}.`);
    const excludes = pattern.startsWith("!");
    const matchers = alternativesOf(excludes ? pattern.slice(1) : pattern).map(createGlobMatcher);
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
    const backwards = globTokens(alternative).flatMap(backwardRange)[0];
    if (backwards) return `the range ${backwards} runs backwards`;
  }
  return null;
}

function alternativesOf(glob: string): readonly string[] {
  return (expandBraces(glob) ?? []).map((text) => (text.endsWith("/") ? `${text}**` : text));
}

function backwardRange(token: GlobToken): readonly string[] {
  if (token.kind !== "class") return [];
  return token.ranges.filter(([from, to]) => from > to).map(([from, to]) => `${from}-${to}`);
}
