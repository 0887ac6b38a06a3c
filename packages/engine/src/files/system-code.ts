/** `ENOENT` and its like, of an error that the operating system gave; undefined of any other. */
export function systemCodeOf(cause: unknown): string | undefined {
  return cause instanceof Error && "code" in cause && typeof cause.code === "string" ? cause.code : undefined;
}
