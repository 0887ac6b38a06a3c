/** A text as lines of comments in YAML, whatever it holds. */
export function commentOf(text: string): string {
  // All that ends a line for one reader of YAML or another: what follows would be no comment.
  const lines = text.split(/\r\n|[\n\r\u0085\u2028\u2029]/);
  return lines.map((line) => `${`# ${line}`.trimEnd()}\n`).join("");
}
