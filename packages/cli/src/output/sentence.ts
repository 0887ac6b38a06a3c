/**
 * Words of an error as a sentence, as the parser's diagnostics are: a capital at the beginning, a full stop at the end.
 * A beginning that is not a plain word (a path, a quotation, an option) stays as it is.
 */
export function sentence(text: string): string {
  const begun = text.replace(/^[a-z](?=[a-z]*[\s,:;.])/, (letter) => letter.toUpperCase());
  return /[.!?:]$/.test(begun) ? begun : `${begun}.`;
}
