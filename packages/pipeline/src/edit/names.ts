import { refuse } from "./refused.ts";

const longest = 100;

/** The name itself, or with the first number that makes it unique: `build-2`. */
export function uniqueName(name: string, taken: (name: string) => boolean): string {
  if (!taken(name)) return name;
  const [, base = name] = /^(.*?)(?:-\d+)?$/.exec(name) ?? [];
  for (let count = 2; ; count += 1) {
    const candidate = `${base.slice(0, longest - 1 - String(count).length)}-${count}`;
    if (!taken(candidate)) return candidate;
  }
}

/** @throws Refused `bad-name` */
export function requireIdentifier(name: string): void {
  if (/^[A-Za-z0-9_][A-Za-z0-9_-]{0,99}$/.test(name)) return;
  throw refuse(
    "bad-name",
    `"${name.slice(0, 60)}" is no name for a stage: use letters, digits, "_" and "-", at most 100.`,
  );
}

/** What comes nearest to a text among the names that a stage can have. */
export function identifierFrom(text: string): string {
  const words = text
    .normalize("NFKD")
    .replaceAll(/[^A-Za-z0-9_-]+/g, "-")
    .replaceAll(/^-+|-+$/g, "");
  return words.slice(0, longest).replace(/-+$/, "") || "stage";
}
