import type { RepositoriesTable } from "@headrace/store/server";

/** The text of a definition as a branch or a commit has it. */
export interface PlacedFile {
  /** Null where there is no such file. */
  readonly text: string | null;
  readonly branch: string;
  /** Empty of a directory that git knows nothing of. */
  readonly commit: string;
}

export interface FileChange {
  /** Null removes the file. */
  readonly text: string | null;
  readonly branch: string;
  readonly message: string;
  /** Whether this is the text that the change began with; null where there was no file. */
  readonly isEdited: (text: string | null) => boolean;
  /** Proposed on a branch of its own, and not committed to `branch`. */
  readonly pullRequest?: { readonly title?: string; readonly description: string };
}

export type ChangedFile =
  | {
      readonly kind: "committed";
      readonly commit: string;
      readonly branch: string;
      /** The branch's commit before. */
      readonly before: string;
      readonly pullRequest?: { readonly id: string; readonly url: string };
    }
  /** It is not what was edited any more. */
  | { readonly kind: "changed"; readonly commit: string; readonly text: string | null };

/** The file of a pipeline where it lies: on this machine, on its host of code, or where it can only be read. */
export interface FilePlace {
  readonly path: string;
  /** Undefined where nothing can be written. */
  readonly change?: (change: FileChange) => Promise<ChangedFile>;
  read(at: { readonly branch?: string | undefined; readonly commit?: string | undefined }): Promise<PlacedFile>;
}

export interface FileToPlace {
  readonly repository: RepositoriesTable;
  readonly path: string;
}
