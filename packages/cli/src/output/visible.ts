/**
 * Text from outside with its control characters written out, so that a name in a file or a path cannot move the
 * cursor, clear the screen or retitle the terminal. Line feeds stay.
 */
export function visible(text: string): string {
  return text.replaceAll(
    /(?!\n)[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
