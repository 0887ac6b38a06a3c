/** What is told of a stage beside what it is: how it goes, what is wrong with it, what became of it. */
export interface StageFacts {
  /** As the API names it: `running`, `failed`; shown as its icon. */
  readonly status?: string;
  /** Under the name, instead of what the stage is: `1m 04s of about 2m`. */
  readonly line?: string;
  /** From 0 to 1: a bar along the bottom. */
  readonly progress?: number;
  readonly problems?: { readonly severity: "error" | "warning"; readonly count: number };
  /** Of a comparison of two versions. */
  readonly change?: "added" | "removed" | "changed" | "renamed";
  /** Steps back: it would not run. */
  readonly faint?: boolean;
}
