/** `NAME=value`, one a line, as people write them; empty lines count for nothing. */
export function readPairs(
  text: string,
): { readonly values: Readonly<Record<string, string>> } | { readonly fault: string } {
  const values: [string, string][] = [];
  for (const line of text.split(/\r?\n/)) {
    if (line.trim() === "") continue;
    const [, name, value = ""] = /^\s*([^\s=]+)\s*=(.*)$/.exec(line) ?? [];
    if (name === undefined) return { fault: `there is no name before a = in ${JSON.stringify(line.trim())}` };
    values.push([name, value]);
  }
  return { values: Object.fromEntries(values) };
}
