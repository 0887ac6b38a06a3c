import type { Plugin } from "rolldown";

/**
 * Writes every other character as its escape. One of them in a file has Node keep all of it with two bytes a character, and
 * turn it back into UTF-8 to see whether the code that it has kept compiled is of this text.
 */
export const asciiOnly: Plugin = {
  name: "ascii-only",
  // At the end: what is printed after chunks are rendered has the characters of strings again.
  generateBundle(_, bundle) {
    for (const file of Object.values(bundle)) {
      if (file.type === "chunk") file.code = file.code.replaceAll(/[^\0-\x7F]/g, escapeOf);
    }
  },
};

/** In strings, templates, patterns and names alike; a character beyond 16 bits is two halves, which all of them put together. */
function escapeOf(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
