import type { RepositoryName } from "./repositories.ts";

/** What a run left behind on its forge. */
export interface ForgeArtifact {
  readonly id: string;
  /** Not always the only one of its name: an earlier attempt of the run may have left another. */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** Epoch milliseconds. */
  readonly createdAt?: number;
  /** Epoch milliseconds; absent where the forge does not tell. */
  readonly expiresAt?: number;
  /** The forge still names it and has its content no more. */
  readonly isExpired: boolean;
  /** How its content comes: its files in an archive, or the one file as it is. */
  readonly format: "zip" | "file";
}

/** `absent`: there is none of this id. Bytes are read once, and to their end or left by `discard`. */
export type ForgeArtifactContent =
  | { readonly kind: "absent" }
  | { readonly kind: "expired" }
  | {
      readonly kind: "bytes";
      /** Bytes, where the forge tells before it sends them. */
      readonly length?: number;
      readonly body: AsyncIterable<Uint8Array>;
      discard(): void;
    };

export interface Artifacts {
  /** Of all attempts of a run, the newest first; a few thousand at most. */
  list(repository: RepositoryName, run: string, signal?: AbortSignal): Promise<readonly ForgeArtifact[]>;
  /** Throws `forge-answer-too-large`, also while it is read where the forge told no length. */
  open(repository: RepositoryName, id: string, signal?: AbortSignal): Promise<ForgeArtifactContent>;
}
