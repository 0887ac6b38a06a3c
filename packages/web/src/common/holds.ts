/** Whether one of the texts holds what is looked for, whatever its case. */
export function holds(texts: readonly string[], search: string): boolean {
  const wanted = search.trim().toLowerCase();
  return texts.some((text) => text.toLowerCase().includes(wanted));
}
