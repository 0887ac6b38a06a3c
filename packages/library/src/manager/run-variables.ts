import { HeadraceError } from "@headrace/pipeline";

/** Values given to a run: text, or what becomes text (numbers, booleans; null is the empty text; others as JSON). */
export type RunVariables = Readonly<Record<string, unknown>>;

/** Throws `invalid-argument` for a name that cannot be an environment variable. */
export function textVariables(variables: RunVariables): Readonly<Record<string, string>> {
  const texts: Record<string, string> = Object.create(null);
  for (const [name, value] of Object.entries(variables)) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
      throw new HeadraceError("invalid-argument", `"${name}" cannot be the name of an environment variable`, {
        mend: "use letters, digits and _, and no digit first",
      });
    }
    if (value !== undefined) texts[name] = textOf(value);
  }
  return texts;
}

function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  if (value === null) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** A value as a template that gives it back: a value is never evaluated. */
export function literalTemplate(text: string): string {
  const open = "${" + "{";
  return text.replaceAll(open, `${open} '${open}' }}`);
}
