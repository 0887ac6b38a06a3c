/**
 * Why a regular expression may take for ever on some text, as the end of the sentence `The pattern …`; undefined when
 * it cannot. A pattern comes from a file that nobody has vetted and is tried on text that anyone may send, and the
 * engine tries every way to match before it gives up: `^(a+)+$` takes 2^n steps on n letters.
 *
 * Refused are back-references, and repeated groups in which one text can be read in two ways: the next character must
 * tell which part of the group comes next, as in the content models of XML 1.0 (appendix E, "deterministic"). What is
 * not repeated may leave open choices, as long as their product stays small. Some harmless patterns are refused too.
 *
 * `pattern` must be valid with the flag `u`.
 */
export function patternDanger(pattern: string): string | undefined {
  if (pattern.length > longestPattern) return `is longer than ${longestPattern} characters`;
  try {
    return waysToRead(pattern) > mostWays ? "leaves too many ways to match one text" : undefined;
  } catch (error) {
    if (error instanceof Danger) return error.message;
    throw error;
  }
}

const longestPattern = 500;
/** Two open repetitions over a text of a thousand characters, and a few choices. */
const mostWays = 1e7;
/** As long as the longest text that a pattern is tried on. */
const mostTurns = 1000;

class Danger extends Error {}

/** A part of the pattern by the characters (indexes of positions) it can begin and end with. */
interface Part {
  readonly nullable: boolean;
  readonly first: readonly number[];
  readonly last: readonly number[];
}

/** The positions that a repetition covers: `from` up to but not including `to`. */
interface Loop {
  readonly from: number;
  readonly to: number;
  readonly turns: number;
}

const nothing: Part = { nullable: true, first: [], last: [] };
const token =
  /\\(?:[pP]\{[^}]*\}|u\{[^}]*\}|u[\dA-Fa-f]{4}|x[\dA-Fa-f]{2}|c[A-Za-z]|k<[^>]*>|[1-9]\d*|[\s\S])|\[(?:\\[\s\S]|[^\]\\])*\]|\((?:\?(?:<?[=!]|<[^>]*>|[a-z-]*:))?|[\s\S]/uy;
const quantifier = /(?:([*+?])|\{(\d+)(,?)(\d*)\})\??/y;

/** How many ways there are to read one text, at most and roughly. */
function waysToRead(pattern: string): number {
  const sources: string[] = [];
  const follow: Set<number>[] = [];
  const loops: Loop[] = [];
  let at = 0;
  let depth = 0;
  let lookaroundWays = 0;
  const lookedAround = new Set<number>();
  const overlaps = createOverlaps(pattern, sources);

  const whole = alternatives();
  return Math.max(1, lookaroundWays) * waysOf(whole, 0);

  function alternatives(): Part {
    depth += 1;
    let all = sequence();
    while (pattern[at] === "|") {
      at += 1;
      const next = sequence();
      all = {
        nullable: all.nullable || next.nullable,
        first: [...all.first, ...next.first],
        last: [...all.last, ...next.last],
      };
    }
    depth -= 1;
    return all;
  }

  function sequence(): Part {
    let all = nothing;
    while (at < pattern.length && pattern[at] !== "|" && pattern[at] !== ")") {
      const next = repeated();
      for (const end of all.last) for (const begin of next.first) follow[end]?.add(begin);
      all = {
        nullable: all.nullable && next.nullable,
        first: all.nullable ? [...all.first, ...next.first] : all.first,
        last: next.nullable ? [...all.last, ...next.last] : next.last,
      };
    }
    return all;
  }

  function repeated(): Part {
    const from = sources.length;
    const part = atom();
    quantifier.lastIndex = at;
    const found = quantifier.exec(pattern);
    if (found === null) return part;
    at += found[0].length;
    const [, sign, low = "", comma, high = ""] = found;
    const min = sign === undefined ? Number(low) : sign === "+" ? 1 : 0;
    const max =
      sign === "?" ? 1 : sign !== undefined || (comma !== "" && high === "") ? mostTurns : Number(high || low);
    // So many of one character leave no choice.
    const fixed = min === max && !part.nullable && sources.length === from + 1 && follow[from]?.size === 0;
    if (max > 1 && !fixed) loop(part, { from, to: sources.length, turns: Math.min(max, mostTurns) });
    return min === 0 ? { ...part, nullable: true } : part;
  }

  function loop({ nullable, first, last }: Part, covered: Loop): void {
    if (covered.from === covered.to) return;
    if (nullable) throw new Danger("repeats a group that may be empty");
    for (const end of last) {
      for (const begin of first) {
        if (follow[end]?.has(begin)) throw new Danger("repeats what is repeated already, as (a+)+ does");
        follow[end]?.add(begin);
      }
    }
    for (let position = covered.from; position < covered.to; position++) {
      if (overlaps([...(follow[position] ?? [])]) > 1) {
        throw new Danger("repeats a group that can read one text in several ways, as (a|ab|b)+ does");
      }
    }
    loops.push(covered);
  }

  function atom(): Part {
    token.lastIndex = at;
    const text = token.exec(pattern)?.[0] ?? pattern.slice(at, at + 1);
    at += text.length;
    if (text.startsWith("(")) return group(text);
    if (/^\\(?:[1-9]|k)/.test(text)) throw new Danger("refers back to what a group matched");
    if (["^", "$", "\\b", "\\B"].includes(text)) return nothing;
    const position = sources.push(text) - 1;
    follow.push(new Set());
    return { nullable: false, first: [position], last: [position] };
  }

  function group(opening: string): Part {
    if (depth > 50) throw new Danger("nests groups too deeply");
    if (/^\(\?[a-z-]+:/.test(opening)) throw new Danger("changes flags within itself");
    const from = sources.length;
    const inner = alternatives();
    at += 1;
    if (!/^\(\?<?[=!]/.test(opening)) return inner;
    // What looks ahead or behind is read once wherever the rest stands, and takes no characters.
    lookaroundWays += waysOf(inner, from);
    for (let position = from; position < sources.length; position++) lookedAround.add(position);
    return { nullable: true, first: [], last: [] };
  }

  function waysOf({ first }: Part, from: number): number {
    let ways = overlaps(first);
    const counted = new Set<Loop>();
    for (let position = from; position < sources.length; position++) {
      if (lookedAround.has(position)) continue;
      const open = overlaps([...(follow[position] ?? [])]);
      if (open <= 1) continue;
      // The outermost repetition is left once, after any of its turns.
      const around = loops.findLast((each) => each.from <= position && position < each.to);
      if (around === undefined) ways *= open;
      else if (!counted.has(around)) {
        counted.add(around);
        ways *= around.turns * (open - 1);
      }
    }
    return ways;
  }
}

/** How many of some positions can match one and the same character, at most. */
function createOverlaps(pattern: string, sources: readonly string[]): (positions: readonly number[]) => number {
  const samples = samplesOf(pattern);
  const matched = new Map<string, readonly boolean[]>();
  const matchesOf = (source: string): readonly boolean[] => {
    const known = matched.get(source);
    if (known !== undefined) return known;
    const expression = new RegExp(`^${source === "/" ? "\\/" : source}$`, "u");
    // Nothing is known of what lies within a property of Unicode, so it is taken for every character.
    const made = samples.map((sample) => /\\[pP]\{/.test(source) || expression.test(sample));
    matched.set(source, made);
    return made;
  };
  return (positions) => {
    if (positions.length < 2) return positions.length;
    const rows = positions.map((position) => matchesOf(sources[position] ?? ""));
    return samples.reduce((most, _, index) => Math.max(most, rows.filter((row) => row[index]).length), 1);
  };
}

/** Two sets that overlap share an end of one of their ranges: ASCII, and what the pattern names with its neighbours. */
function samplesOf(pattern: string): readonly string[] {
  const codes = new Set(Array.from({ length: 128 }, (_, code) => code));
  const add = (code: number): void => {
    for (const near of [code - 1, code, code + 1]) if (near >= 0 && near <= 0x10ffff) codes.add(near);
  };
  for (const character of pattern) add(character.codePointAt(0) ?? 0);
  for (const [, long, short, byte] of pattern.matchAll(/\\(?:u\{([^}]*)\}|u([\dA-Fa-f]{4})|x([\dA-Fa-f]{2}))/g)) {
    add(Number.parseInt(long ?? short ?? byte ?? "0", 16));
  }
  return [...codes].map((code) => String.fromCodePoint(code));
}
