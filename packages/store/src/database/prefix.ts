/**
 * Texts that begin with `prefix` stand together in an index, from the prefix on and before this. (One that goes on with
 * U+10FFFF, which is not a character, is left out.)
 */
export function endOf(prefix: string): string {
  return `${prefix}\u{10FFFF}`;
}
