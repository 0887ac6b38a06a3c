import type { ForgeArtifact, ForgeArtifactContent } from "@headrace/forges";

/** What runs on hosts of code left behind there; nothing of it is kept here. */
export interface RemoteArtifacts {
  /**
   * The newest first, as of half a minute ago at most. Throws `not-found` for an execution that is none of a host,
   * `not-supported` where the host gives none to programs.
   */
  list(executionId: string, signal: AbortSignal): Promise<readonly ForgeArtifact[]>;
  /** Throws `not-found`, `gone` for one that has expired, `not-supported`. */
  download(executionId: string, wanted: WantedArtifact, signal: AbortSignal): Promise<RemoteDownload>;
}

export interface WantedArtifact {
  readonly name: string;
  /** As the host calls it; the newest of the name unless said. */
  readonly id?: string | undefined;
}

export interface RemoteDownload {
  readonly artifact: ForgeArtifact;
  readonly content: Extract<ForgeArtifactContent, { readonly kind: "bytes" }>;
}
