import type { SecretPlaces, TextRange } from "./secret-places.ts";

export interface Assignment {
  /** The line where it begins; lines count from 1. */
  readonly line: number;
  readonly name: string;
  readonly value: string;
  /** The name as it may be quoted to people: of a line that holds a secret, the masked line. */
  readonly shown: string;
}

export interface AssignmentProblem {
  readonly line: number;
  readonly message: string;
}

export interface ParsedAssignments {
  readonly assignments: readonly Assignment[];
  readonly problems: readonly AssignmentProblem[];
}

/**
 * Reads the two forms in which steps set outputs and variables, one after another:
 *
 *     name=value
 *     name<<END
 *     any number of lines
 *     END
 *
 * As on GitHub, empty lines between them are left out, whichever of `=` and `<<` comes first tells
 * the form, the value of the second keeps its own line ends but for the last, and a line may end in
 * CR LF. A line in neither form is a problem and the reading goes on with the next one; a value that
 * does not end is a problem and takes the rest of the file with it.
 *
 * A secret that does not stand wholly in a value (one that holds `=` or line ends itself, written without a name or in
 * the first form) is a problem, and nothing of it is taken or quoted: its parts would be recognized by nobody but their
 * reader.
 *
 * Source: GitHub, "Workflow commands: setting an output parameter, multiline strings".
 */
export function parseAssignments(text: string, secrets: SecretPlaces): ParsedAssignments {
  const assignments: Assignment[] = [];
  const problems: AssignmentProblem[] = [];
  const lines = createLineReader(text);

  for (let line = lines.next(); line !== null; line = lines.next()) {
    if (line.content === "") continue;
    const masked = secrets.shown(line);
    const take = (name: string, value: TextRange): void => {
      const { number } = line;
      if (secrets.partIn({ start: line.start, end: value.end }, value)) {
        const message =
          "it holds part of a secret and is not taken; write name<<END, the value, and END, each on its own line";
        problems.push({ line: number, message });
      } else {
        assignments.push({ line: number, name, value: text.slice(value.start, value.end), shown: shown(name) });
      }
    };
    const shown = (part: string): string => (masked === line.content ? part : masked);
    const equals = line.content.indexOf("=");
    const arrows = line.content.indexOf("<<");
    if (equals !== -1 && (arrows === -1 || equals < arrows)) {
      const name = line.content.slice(0, equals);
      take(name, { start: line.start + equals + 1, end: line.end });
    } else if (arrows !== -1) {
      const name = line.content.slice(0, arrows);
      const delimiter = line.content.slice(arrows + 2);
      if (delimiter === "") {
        problems.push({ line: line.number, message: `no end marker after "<<"; write ${quote(shown(name))}<<END` });
        continue;
      }
      const value = lines.upTo(delimiter);
      if (value === null) {
        const message = `the value of ${quote(shown(name))} does not end: no line is just ${quote(shown(delimiter))}`;
        problems.push({ line: line.number, message });
      } else take(name, value);
    } else {
      const message = `${quote(masked)} is neither name=value nor name<<END; for several lines use name<<END`;
      problems.push({ line: line.number, message });
    }
  }
  return { assignments, problems };
}

interface Line extends TextRange {
  readonly number: number;
  readonly content: string;
}

function createLineReader(text: string) {
  let position = 0;
  let number = 0;

  /** Moves past one line; its end is either LF or CR LF. */
  function next(): Line | null {
    if (position >= text.length) return null;
    const start = position;
    const feed = text.indexOf("\n", start);
    position = feed === -1 ? text.length : feed + 1;
    let end = feed === -1 ? text.length : feed;
    if (feed !== -1 && end > start && text.charCodeAt(end - 1) === 13) end -= 1;
    number += 1;
    return { number, content: text.slice(start, end), start, end };
  }

  return {
    next,
    /** What stands before the next line that is just the delimiter; null when there is none. */
    upTo(delimiter: string): TextRange | null {
      const start = position;
      let valueEnd = position;
      for (let line = next(); line !== null; line = next()) {
        if (line.content === delimiter) return { start, end: valueEnd };
        valueEnd = line.end;
      }
      return null;
    },
  };
}

function quote(text: string): string {
  const plain = text.length <= 60 ? text : `${text.slice(0, 60)}…`;
  return JSON.stringify(plain);
}
