import { stripVTControlCharacters } from "node:util";
import type { LogLine, LogReader } from "@headrace/engine";

/** A piece of a log around what went wrong. */
export interface LogExcerpt {
  readonly lines: readonly ExcerptLine[];
}

export interface ExcerptLine {
  readonly line: number;
  readonly text: string;
  /** This line says what went wrong; the others are its context. */
  readonly failing: boolean;
}

/** How many lines of a step are looked through, from its end: what failed it is near. */
const searched = 5000;
const contextBefore = 2;
const contextAfter = 3;
const shown = 24;
const maxLineBytes = 2000;

/**
 * What compilers, test runners and shells print when something fails, the telling ones first.
 * Each pattern is linear: no nested repetition.
 */
const tellingPatterns: readonly { readonly weight: number; readonly pattern: RegExp }[] = [
  { weight: 6, pattern: /^::error\b/ },
  {
    weight: 5,
    pattern: /^(?:Traceback \(most recent call last\)|panic: |thread '[^']*' panicked|Exception in thread )/,
  },
  { weight: 5, pattern: /^\s*(?:FAIL|FAILED|not ok|--- FAIL:|✗|✖|×|✘|●) / },
  {
    weight: 5,
    pattern:
      /\b(?:AssertionError|AssertionFailedError|SyntaxError|TypeError|ReferenceError|ModuleNotFoundError|ImportError|NullPointerException|Segmentation fault)\b/,
  },
  { weight: 5, pattern: /(?:^|[^\w])[\w./-]+:\d+(?::\d+)?:? (?:fatal )?error\b/i },
  { weight: 4, pattern: /^\s*(?:\w*Error|\w*Exception|fatal|FATAL|ERROR|error)(?:\[\w+\])?: / },
  {
    weight: 4,
    pattern:
      /\b(?:npm ERR!|npm error|BUILD FAILED|make: \*\*\*|command not found|No such file or directory|Permission denied)/,
  },
  { weight: 3, pattern: /\b(?:expected|Expected)\b.*\b(?:received|actual|got|but|to (?:be|equal))\b/ },
  { weight: 2, pattern: /\b(?:error|failed|failure|cannot|unable to)\b/i },
];

/** Lines that speak of errors without being one, and the headings below which test runners repeat what they said. */
const innocent =
  /\b(?:0 errors?|no errors?|0 failed|0 failures|failed:? 0|errors?:? 0|without errors?)\b|^✖ failing tests:$/i;

/**
 * The lines of a failed step that say what went wrong, with context, in the log's order; its last
 * lines where none stands out.
 */
export async function failingLines(
  reader: LogReader,
  step: { readonly from: number; readonly to: number },
): Promise<LogExcerpt> {
  const from = Math.max(step.from, step.to - searched + 1);
  const lines = await reader.read({ from, limit: step.to - from + 1, maxLength: maxLineBytes });
  const marked = reader.marks.filter((mark) => mark.kind === "error" && mark.line >= step.from && mark.line < from);
  const early = await Promise.all(
    marked.slice(0, 3).map((mark) => reader.read({ from: mark.line, limit: 1, maxLength: maxLineBytes })),
  );
  return excerptOf([...early.flat(), ...lines]);
}

/** The choice itself, over lines in the log's order. */
export function excerptOf(lines: readonly LogLine[]): LogExcerpt {
  const texts = lines.map((line) => stripVTControlCharacters(line.text).trimEnd());
  const weights = texts.map(weightOf);
  const best = Math.max(0, ...weights);
  const chosen = new Set<number>();
  if (best > 0) {
    // Of equally telling lines the first ones: later ones mostly follow from them, or say the same again.
    const telling = new Map<string, number>();
    for (const [index, weight] of weights.entries()) {
      const text = texts[index] ?? "";
      if (weight >= Math.max(best - 1, 2) && !telling.has(text)) telling.set(text, index);
    }
    for (const index of [...telling.values()].slice(0, 6)) chosen.add(index);
  }
  const wanted = new Set<number>();
  for (const index of chosen) {
    for (let near = index - contextBefore; near <= index + contextAfter; near++) {
      if (near >= 0 && near < lines.length && wanted.size < shown) wanted.add(near);
    }
  }
  const tail = chosen.size > 0 ? 0 : 12;
  for (let index = Math.max(0, lines.length - tail); index < lines.length; index++) wanted.add(index);
  return {
    lines: [...wanted]
      .sort((one, other) => one - other)
      .map((index) => ({ line: lines[index]?.line ?? 0, text: texts[index] ?? "", failing: chosen.has(index) }))
      .filter((line) => line.text !== "" || line.failing),
  };
}

function weightOf(text: string): number {
  if (text === "" || innocent.test(text)) return 0;
  return tellingPatterns.find(({ pattern }) => pattern.test(text))?.weight ?? 0;
}
