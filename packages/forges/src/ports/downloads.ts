import type { ForgeArtifactContent } from "./artifacts.ts";
import type { RepositoryName } from "./repositories.ts";

/** A file that lies with a repository on its forge, until somebody removes it. */
export interface ForgeDownload {
  /** The only one of its name. What somebody wrote: it may hold anything but a slash. */
  readonly name: string;
  /** Bytes. */
  readonly size?: number;
  /** Epoch milliseconds. */
  readonly createdAt?: number;
  /** How often it was downloaded; absent where the forge does not tell. */
  readonly downloads?: number;
}

export interface NewDownload {
  readonly name: string;
  /** Bytes that `open` gives. */
  readonly length: number;
  /** The content from its beginning; asked for again where the forge wants the upload a second time. */
  open(): AsyncIterable<Uint8Array>;
}

/** Where steps of a forge that gives no artifacts to programs leave what is to be fetched. */
export interface Downloads {
  /** A few thousand at most. */
  list(repository: RepositoryName, signal?: AbortSignal): Promise<readonly ForgeDownload[]>;
  /** Throws `forge-answer-too-large`, also while it is read where the forge told no length. */
  open(repository: RepositoryName, name: string, signal?: AbortSignal): Promise<ForgeArtifactContent>;
  /** Takes the place of one of the same name. */
  upload(repository: RepositoryName, file: NewDownload, signal?: AbortSignal): Promise<void>;
  remove(repository: RepositoryName, name: string, signal?: AbortSignal): Promise<void>;
}
