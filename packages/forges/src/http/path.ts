import { HeadraceError } from "@headrace/pipeline";

/**
 * A path whose values are each one segment, whatever they hold: path`/repositories/${workspace}/${slug}`.
 * Throws `invalid-argument` for a value that would change the path: an empty one, `.` and `..`.
 */
export function path(texts: TemplateStringsArray, ...values: readonly (string | number)[]): string {
  return texts.reduce((built, text, index) => built + segment(values[index - 1]) + text);
}

function segment(value: string | number | undefined): string {
  const text = String(value ?? "");
  if (text !== "" && text !== "." && text !== ".." && text.isWellFormed()) return encodeURIComponent(text);
  throw new HeadraceError("invalid-argument", `${JSON.stringify(text)} cannot be part of a forge's address`, {
    mend: "give the name or the id as the forge shows it",
  });
}
