/** Problems are said in small letters, so that they can stand within a sentence; here they are one. */
export function sentence(text: string): string {
  const whole = `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
  return /[.?:]$/.test(whole) ? whole : `${whole}.`;
}
