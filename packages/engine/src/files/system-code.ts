/** `ENOENT` and its like, of an error that a system call gave; undefined of any other, a decompressor's for one. */
export function systemCodeOf(cause: unknown): string | undefined {
  if (!(cause instanceof Error && "code" in cause && "syscall" in cause)) return undefined;
  return typeof cause.code === "string" ? cause.code : undefined;
}
