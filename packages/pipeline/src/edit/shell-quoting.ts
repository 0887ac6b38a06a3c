export type Quoting = "none" | "single" | "double";

/**
 * In which quotes of a POSIX shell the end of a beginning of a script stands. Undefined where that cannot be told by
 * its signs alone, or a variable would not be read: in a comment, with here-documents or backquotes, or right after a
 * backslash.
 */
export function quotingAt(before: string): Quoting | undefined {
  if (/<<|`|\$'/.test(before)) return undefined;
  // The innermost last: `"$(echo 'a` is single in a substitution in double.
  const open: ("single" | "double" | "(")[] = [];
  for (let at = 0; at < before.length; at += 1) {
    const sign = before.charAt(at);
    const innermost = open.at(-1);
    if (innermost === "single") {
      if (sign === "'") open.pop();
    } else if (sign === "\\") {
      at += 1;
      if (at >= before.length) return undefined;
    } else if (sign === '"') {
      if (innermost === "double") open.pop();
      else open.push("double");
    } else if (sign === "$" && before.charAt(at + 1) === "(") {
      open.push("(");
      at += 1;
    } else if (innermost === "double") {
    } else if (sign === "'") open.push("single");
    else if (sign === "(") open.push("(");
    else if (sign === ")" && innermost === "(") open.pop();
    else if (sign === "#" && /(?:^|[\s;&|()])$/.test(before.slice(0, at))) {
      const end = before.indexOf("\n", at);
      if (end < 0) return undefined;
      at = end;
    }
  }
  const innermost = open.at(-1);
  return innermost === "single" || innermost === "double" ? innermost : "none";
}
