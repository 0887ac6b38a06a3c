/** The directory in which an attempt works. */
export interface Workspace {
  /** Absolute. */
  readonly root: string;
  readonly home: string;
  /** True when nothing else works in this directory. */
  readonly isolated: boolean;
  /** Removes what was made for this attempt; the project directory is never touched. */
  remove(): Promise<void>;
}
