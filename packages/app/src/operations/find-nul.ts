/**
 * Where in an input a text holds the character NUL, as a path with dots; undefined where none does. PostgreSQL keeps no such
 * text, and what one database refuses the other does not take either.
 */
export function findNul(input: unknown): string | undefined {
  const waiting: { readonly value: unknown; readonly path: string }[] = [{ value: input, path: "" }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { value, path } = next;
    if (typeof value === "string" && value.includes("\0")) return path;
    if (typeof value !== "object" || value === null) continue;
    for (const [key, each] of Object.entries(value)) {
      if (key.includes("\0")) return path;
      waiting.push({ value: each, path: path === "" ? key : `${path}.${key}` });
    }
  }
  return undefined;
}
