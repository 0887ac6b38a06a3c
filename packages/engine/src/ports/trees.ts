/** Where the files of an execution's stages come from, when it is not the project directory. */
export interface TreeSource {
  /** Writes a fresh tree for one stage. The directory is there and empty. Throws when `signal` is aborted. */
  fill(into: string, signal: AbortSignal): Promise<void>;
  /**
   * Absolute path of a tree of the same files that is only read, for `hashFiles` in what is evaluated before a stage has
   * its own tree, and for the inputs of `reuse`. The same for the whole execution.
   */
  readable(): Promise<string>;
}
