/**
 * The variables that a command names within single quotes. The older reader pasted values into the text, quotes or
 * not; the shell, which resolves them now, leaves single-quoted text alone.
 */
export function singleQuotedVariables(command: string, variables: Readonly<Record<string, string>>): readonly string[] {
  const found = new Set<string>();
  for (const text of singleQuoted(command)) {
    for (const [, braced, plain] of text.matchAll(/\$(?:\{([A-Za-z_][A-Za-z0-9_]*)\}|([A-Za-z_][A-Za-z0-9_]*))/g)) {
      const name = braced ?? plain ?? "";
      if (Object.hasOwn(variables, name)) found.add(name);
    }
  }
  return [...found];
}

/** The text that follows is a script for another shell, which knows the variables: they are exported. */
const longestInvocation = 80;
const forInnerShell = /\b(?:ba|da|k|z)?sh(?: -\w+)* -\w*c $/;

/** Single-quoted parts of a command, by the quoting rules of the POSIX shell; here-documents are not told apart. */
function* singleQuoted(command: string): Generator<string> {
  let quote = "";
  for (let at = 0; at < command.length; at++) {
    const character = command.charAt(at);
    if (character === "\\") {
      at++;
    } else if (character === '"') {
      quote = quote === '"' ? "" : '"';
    } else if (quote === "" && character === "#" && (at === 0 || /\s/.test(command.charAt(at - 1)))) {
      const end = command.indexOf("\n", at);
      if (end === -1) return;
      at = end;
    } else if (quote === "" && character === "'") {
      const end = command.indexOf("'", at + 1);
      if (end === -1) return;
      if (!forInnerShell.test(command.slice(Math.max(0, at - longestInvocation), at))) yield command.slice(at + 1, end);
      at = end;
    }
  }
}
