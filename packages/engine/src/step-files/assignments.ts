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
 * `mask` hides secrets in what problems quote. It sees whole lines: of a secret that is cut, be it for length or at
 * its own `=`, no part would be recognized any more.
 *
 * Source: GitHub, "Workflow commands: setting an output parameter, multiline strings".
 */
export function parseAssignments(text: string, mask: (text: string) => string): ParsedAssignments {
  const assignments: Assignment[] = [];
  const problems: AssignmentProblem[] = [];
  const lines = createLineReader(text);

  for (let line = lines.next(); line !== null; line = lines.next()) {
    if (line.content === "") continue;
    const masked = mask(line.content);
    const shown = (part: string): string => (masked === line.content ? part : masked);
    const equals = line.content.indexOf("=");
    const arrows = line.content.indexOf("<<");
    if (equals !== -1 && (arrows === -1 || equals < arrows)) {
      const name = line.content.slice(0, equals);
      assignments.push({ line: line.number, name, value: line.content.slice(equals + 1), shown: shown(name) });
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
      } else assignments.push({ line: line.number, name, value, shown: shown(name) });
    } else {
      const message = `${quote(masked)} is neither name=value nor name<<END; for several lines use name<<END`;
      problems.push({ line: line.number, message });
    }
  }
  return { assignments, problems };
}

interface Line {
  readonly number: number;
  readonly content: string;
}

function createLineReader(text: string) {
  let position = 0;
  let number = 0;

  /** Moves past one line; its end is either LF or CR LF. */
  function next(): (Line & { readonly start: number; readonly end: number }) | null {
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
    next: (): Line | null => next(),
    /** What stands before the next line that is just the delimiter; null when there is none. */
    upTo(delimiter: string): string | null {
      const start = position;
      let valueEnd = position;
      for (let line = next(); line !== null; line = next()) {
        if (line.content === delimiter) return text.slice(start, valueEnd);
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
