/** A regular expression as a tree. A `character` stands for one code point, as its source says: `a`, `\d`, `[^/]`, `.`. */
export type PatternPart =
  | { readonly kind: "character"; readonly source: string }
  | { readonly kind: "place"; readonly source: Place }
  | { readonly kind: "sequence"; readonly parts: readonly PatternPart[] }
  | { readonly kind: "choice"; readonly options: readonly PatternPart[] }
  | { readonly kind: "repetition"; readonly part: PatternPart; readonly min: number; readonly max: number }
  | { readonly kind: "ahead"; readonly part: PatternPart; readonly negative: boolean };

/** Between two characters. */
export type Place = "^" | "$" | "\\b" | "\\B";

/** Ends the sentence `The pattern …`. */
export class UnusablePattern extends Error {}

const token =
  /\\(?:[pP]\{[^}]*\}|u\{[^}]*\}|u[\dA-Fa-f]{4}|x[\dA-Fa-f]{2}|c[A-Za-z]|k<[^>]*>|[1-9]\d*|[\s\S])|\[(?:\\[\s\S]|[^\]\\])*\]|\((?:\?(?:<?[=!]|<[^>]*>|[a-z-]*:))?|[\s\S]/uy;
const quantifier = /(?:([*+?])|\{(\d+)(,?)(\d*)\})\??/y;
const deepest = 50;

/**
 * Reads a pattern that is valid with the flag `u`. Throws UnusablePattern for what a matcher without going back cannot
 * do: back-references, looking behind, flags of a part, and groups nested too deeply.
 */
export function readPattern(pattern: string): PatternPart {
  let at = 0;
  let depth = 0;
  return readChoice();

  function readChoice(): PatternPart {
    depth += 1;
    if (depth > deepest) throw new UnusablePattern(`nests groups more than ${deepest} deep`);
    const options = [readSequence()];
    while (pattern[at] === "|") {
      at += 1;
      options.push(readSequence());
    }
    depth -= 1;
    return options.length === 1 && options[0] !== undefined ? options[0] : { kind: "choice", options };
  }

  function readSequence(): PatternPart {
    const parts: PatternPart[] = [];
    while (at < pattern.length && pattern[at] !== "|" && pattern[at] !== ")") parts.push(readRepetition());
    return { kind: "sequence", parts };
  }

  function readRepetition(): PatternPart {
    const part = readPart();
    quantifier.lastIndex = at;
    const found = quantifier.exec(pattern);
    if (found === null) return part;
    at += found[0].length;
    const [, sign, low = "", comma, high = ""] = found;
    if (sign !== undefined) {
      return { kind: "repetition", part, min: sign === "+" ? 1 : 0, max: sign === "?" ? 1 : Number.POSITIVE_INFINITY };
    }
    const max = comma !== "" && high === "" ? Number.POSITIVE_INFINITY : Number(high || low);
    return { kind: "repetition", part, min: Number(low), max };
  }

  function readPart(): PatternPart {
    token.lastIndex = at;
    const source = token.exec(pattern)?.[0] ?? pattern.slice(at, at + 1);
    at += source.length;
    if (source.startsWith("(")) return readGroup(source);
    if (/^\\(?:[1-9]|k)/.test(source)) throw new UnusablePattern("refers back to what a group matched");
    if (source === "^" || source === "$" || source === "\\b" || source === "\\B") return { kind: "place", source };
    return { kind: "character", source };
  }

  function readGroup(opening: string): PatternPart {
    if (/^\(\?<[=!]/.test(opening)) throw new UnusablePattern("looks behind");
    if (/^\(\?[a-z-]+:/.test(opening)) throw new UnusablePattern("changes flags within itself");
    const part = readChoice();
    // The closing parenthesis.
    at += 1;
    return /^\(\?[=!]/.test(opening) ? { kind: "ahead", part, negative: opening.endsWith("!") } : part;
  }
}
