export interface Assignments {
  /** Without a prototype, so that any name is safe. The last assignment of a name stands. */
  readonly values: Record<string, string>;
  readonly problems: readonly { readonly line: number; readonly message: string }[];
}

const validName = /^[A-Za-z_][A-Za-z0-9_.-]*$/;

/**
 * Reads `name=value` lines and the form for several lines:
 *
 * ```text
 * name<<END
 * first line
 * second line
 * END
 * ```
 */
export function parseAssignments(text: string): Assignments {
  const values: Record<string, string> = Object.create(null);
  const problems: { line: number; message: string }[] = [];
  const lines = text.split(/\r?\n/);
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? "";
    if (line === "") continue;
    const number = index + 1;
    const equals = line.indexOf("=");
    const heredoc = line.indexOf("<<");
    if (heredoc >= 0 && (equals < 0 || heredoc < equals)) {
      const name = line.slice(0, heredoc).trim();
      const delimiter = line.slice(heredoc + 2).trim();
      const end = delimiter === "" ? -1 : lines.indexOf(delimiter, index + 1);
      if (end < 0) {
        const message =
          delimiter === ""
            ? `"${name}<<" names no delimiter`
            : `the value of "${name}" has no line "${delimiter}" at its end`;
        problems.push({ line: number, message });
        break;
      }
      assign(name, lines.slice(index + 1, end).join("\n"), number);
      index = end;
    } else if (equals < 0) {
      problems.push({ line: number, message: "neither name=value nor name<<DELIMITER" });
    } else {
      assign(line.slice(0, equals).trim(), line.slice(equals + 1), number);
    }
  }
  return { values, problems };

  function assign(name: string, value: string, line: number): void {
    if (validName.test(name)) values[name] = value;
    else
      problems.push({
        line,
        message: `"${name}" is not a name: letters, digits, "_", "-" and ".", beginning with a letter`,
      });
  }
}
