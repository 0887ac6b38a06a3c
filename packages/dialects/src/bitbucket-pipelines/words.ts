import { type ModelPath, textOf } from "@headrace/pipeline";
import { escapeDoubleQuoted, quote, quoteWord } from "./shell.ts";
import { type Place, valuesOf } from "./values.ts";

/** A word of a shell that gives the template's text. */
export function wordOf(template: string, place: Place, path: ModelPath): string {
  const values = valuesOf(template, place, path);
  if (values.every((value) => value.kind === "known"))
    return quoteWord(values.map(({ value }) => textOf(value)).join(""));
  const parts = values.map((value) =>
    value.kind === "shell" ? value.text : escapeDoubleQuoted(value.kind === "known" ? textOf(value.value) : ""),
  );
  return `"${parts.join("")}"`;
}

/**
 * A script as one word, whose expressions are replaced in its text before its own shell reads it, as they are here;
 * or the script itself, where nothing is to be replaced.
 */
export function scriptOf(
  template: string,
  place: Place,
  path: ModelPath,
): { readonly word: string; readonly plain?: string } {
  const values = valuesOf(template, place, path);
  if (values.every((value) => value.kind === "known")) {
    const plain = values
      .map(({ value }) => textOf(value))
      .join("")
      .trimEnd();
    return { word: quote(ownLines(plain)), plain };
  }
  const parts = values.map((value, index) => {
    if (value.kind === "shell") return `"${value.text}"`;
    const text = value.kind === "known" ? textOf(value.value) : "";
    return quote(index === 0 && template.includes("\n") ? `\n${text}` : text);
  });
  return { word: parts.join("") };
}

/** A script of several lines begins and ends on its own ones, to be read well. */
function ownLines(script: string): string {
  return script.includes("\n") ? `\n${script}\n` : script;
}
