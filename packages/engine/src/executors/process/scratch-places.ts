import { tmpdir } from "node:os";

/**
 * Where what steps need while they run is kept, the best first: in memory, where to make a file and to remove it takes a
 * tenth of what a disk's file system takes, and less than a hundredth where that has just seen many removed. Whoever
 * names a temporary directory in the environment means that one.
 */
export function scratchPlaces(): readonly string[] {
  const { TMPDIR, TMP, TEMP } = process.env;
  const isNamed = [TMPDIR, TMP, TEMP].some((directory) => directory !== undefined && directory !== "");
  return isNamed || process.platform !== "linux" ? [tmpdir()] : ["/dev/shm", tmpdir()];
}
