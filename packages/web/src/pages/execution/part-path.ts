/** A part of this execution's page, by what stands in its address. */
export function partPath(parameters: Readonly<Record<string, string>>): string {
  return `?${new URLSearchParams(parameters)}`;
}
