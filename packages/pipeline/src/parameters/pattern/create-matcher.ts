import { type PatternPart, type Place, readPattern, UnusablePattern } from "./read-pattern.ts";

/** Whether the whole of a text matches; undefined when telling would take too long, which only looking ahead can do. */
export type Matcher = (text: string) => boolean | undefined;

type Step =
  | { readonly kind: "character"; readonly matches: (character: string) => boolean }
  | { readonly kind: "place"; readonly source: Place }
  /** Goes on at each of these at once. */
  | { readonly kind: "fork"; readonly to: number[] }
  | { readonly kind: "ahead"; readonly begin: number; readonly negative: boolean; readonly next: number }
  | { readonly kind: "end" };

const mostSteps = 10_000;
/** About 50 ms. */
const mostMoves = 3_000_000;

/**
 * A matcher that never goes back: it follows all the ways through a pattern side by side, a character at a time, so that
 * its time grows with the text and the pattern and not with the number of ways. A pattern comes from a file that nobody
 * has vetted and is tried on text that anyone may send; by JavaScript's own matcher `^(a+)+$` takes 2^n moves on n letters.
 * Source: R. Cox, "Regular Expression Matching Can Be Simple And Fast" (2007), after K. Thompson.
 *
 * `pattern` must be valid with the flag `u`. Throws UnusablePattern for what cannot be matched so.
 */
export function createMatcher(pattern: string): Matcher {
  const { steps, begin } = compile(readPattern(pattern));
  return (text) => {
    const characters = [...text];
    let moves = 0;
    try {
      return reaches(begin, 0, (at) => at === characters.length);
    } catch (error) {
      if (error instanceof TooLong) return undefined;
      throw error;
    }

    function reaches(start: number, from: number, isEnough: (at: number) => boolean): boolean {
      let here = new Set([start]);
      for (let at = from; ; at++) {
        const character = characters[at];
        const next = new Set<number>();
        // A set is walked through in the order in which it grows.
        for (const index of here) {
          moves += 1;
          if (moves > mostMoves) throw new TooLong();
          const step = steps[index];
          if (step === undefined) continue;
          switch (step.kind) {
            case "character":
              if (character !== undefined && step.matches(character)) next.add(index + 1);
              break;
            case "place":
              if (isAt(step.source, characters, at)) here.add(index + 1);
              break;
            case "fork":
              for (const to of step.to) here.add(to);
              break;
            case "ahead":
              if (reaches(step.begin, at, () => true) !== step.negative) here.add(step.next);
              break;
            case "end":
              if (isEnough(at)) return true;
          }
        }
        if (next.size === 0) return false;
        here = next;
      }
    }
  };
}

class TooLong extends Error {}

function isAt(place: Place, characters: readonly string[], at: number): boolean {
  switch (place) {
    case "^":
      return at === 0;
    case "$":
      return at === characters.length;
    case "\\b":
      return isWord(characters[at - 1]) !== isWord(characters[at]);
    case "\\B":
      return isWord(characters[at - 1]) === isWord(characters[at]);
  }
}

function isWord(character: string | undefined): boolean {
  return character !== undefined && /^\w$/.test(character);
}

/** The steps of what is looked ahead for come before those of the pattern itself. */
function compile(whole: PatternPart): { readonly steps: readonly Step[]; readonly begin: number } {
  const steps: Step[] = [];
  const testers = new Map<string, (character: string) => boolean>();
  const aheads = new Map<PatternPart, number>();
  const begin = writeProgram(whole);
  return { steps, begin };

  function writeProgram(part: PatternPart): number {
    writeAheads(part);
    const first = steps.length;
    write(part);
    add({ kind: "end" });
    return first;
  }

  function writeAheads(part: PatternPart): void {
    switch (part.kind) {
      case "ahead":
        aheads.set(part, writeProgram(part.part));
        return;
      case "repetition":
        writeAheads(part.part);
        return;
      case "sequence":
        for (const each of part.parts) writeAheads(each);
        return;
      case "choice":
        for (const each of part.options) writeAheads(each);
        return;
      case "character":
      case "place":
    }
  }

  /** Whatever is written goes on at the step after its last. */
  function write(part: PatternPart): void {
    switch (part.kind) {
      case "character":
        add({ kind: "character", matches: testerOf(part.source) });
        return;
      case "place":
        add({ kind: "place", source: part.source });
        return;
      case "sequence":
        for (const each of part.parts) write(each);
        return;
      case "choice":
        writeChoice(part.options);
        return;
      case "repetition":
        writeRepetition(part);
        return;
      case "ahead":
        add({ kind: "ahead", begin: aheads.get(part) ?? 0, negative: part.negative, next: steps.length + 1 });
    }
  }

  function writeChoice(options: readonly PatternPart[]): void {
    const begins: number[] = [];
    const ends: number[][] = [];
    add({ kind: "fork", to: begins });
    for (const option of options) {
      begins.push(steps.length);
      write(option);
      const end: number[] = [];
      ends.push(end);
      add({ kind: "fork", to: end });
    }
    for (const end of ends) end.push(steps.length);
  }

  function writeRepetition({ part, min, max }: Extract<PatternPart, { kind: "repetition" }>): void {
    for (let count = 0; count < min; count++) write(part);
    const ends: number[][] = [];
    for (let count = min; count < (max === Number.POSITIVE_INFINITY ? min + 1 : max); count++) {
      const begin = steps.length;
      const ways = [begin + 1];
      ends.push(ways);
      add({ kind: "fork", to: ways });
      write(part);
      if (max === Number.POSITIVE_INFINITY) add({ kind: "fork", to: [begin] });
    }
    for (const ways of ends) ways.push(steps.length);
  }

  function add(step: Step): void {
    if (steps.length >= mostSteps) throw new UnusablePattern("repeats too much too often");
    steps.push(step);
  }

  function testerOf(source: string): (character: string) => boolean {
    const known = testers.get(source);
    if (known !== undefined) return known;
    const expression = new RegExp(`^${source === "/" ? "\\/" : source}$`, "u");
    const made = (character: string): boolean => expression.test(character);
    testers.set(source, made);
    return made;
  }
}
