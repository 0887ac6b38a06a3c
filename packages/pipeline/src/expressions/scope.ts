/** What an expression may read. Contexts are plain JSON by name and are not changed while one is evaluated. */
export interface Scope {
  readonly contexts: Readonly<Record<string, unknown>>;
  readonly functions: ScopeFunctions;
}

/** `always()` is built in. */
export interface ScopeFunctions {
  readonly success: () => boolean;
  readonly failure: () => boolean;
  readonly cancelled: () => boolean;
  /** Hexadecimal; empty when no file matches. Absent where no files can be read. */
  readonly hashFiles?: (...patterns: string[]) => string;
  /** Whether a file that matches was changed by what started the execution. Absent where that is not known. */
  readonly changed?: (...patterns: string[]) => boolean;
}
