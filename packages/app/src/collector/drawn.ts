/** A number from zero to one, always the same of one id: the end of a UUID is drawn at random. */
export function drawn(id: string): number {
  return Number.parseInt(id.slice(-6), 16) / 0xffffff;
}
