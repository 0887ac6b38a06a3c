/** What the command's exit code says. */
export const exitCodes = {
  success: 0,
  /** The execution failed. */
  failed: 1,
  /** Wrong usage or an invalid definition. */
  usage: 2,
  /** Headrace or its surroundings failed: disk, database, engine. */
  fault: 3,
  cancelled: 130,
} as const;
