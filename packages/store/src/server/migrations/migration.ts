/** One step of the server's tables: a text for both databases, then what each says in its own words. */
export interface Migration {
  /** In the common subset, its types as SQLite says them; no semicolon inside a statement. */
  readonly text: string;
  readonly sqlite: readonly string[];
  readonly postgres: readonly string[];
}
