import type { ForgeArtifact, ForgeArtifactContent } from "@headrace/forges";

/** What runs on hosts of code left behind there; nothing of it is kept here. */
export interface RemoteArtifacts {
  /**
   * The newest first, as of half a minute ago at most. Throws `not-found` for an execution that is none of a host,
   * `not-supported` where the host gives none to programs.
   */
  list(executionId: string, signal: AbortSignal): Promise<readonly ForgeArtifact[]>;
  /** The newest of a name. Throws `not-found`, `gone` for one that has expired, `not-supported`. */
  download(executionId: string, name: string, signal: AbortSignal): Promise<RemoteDownload>;
}

export interface RemoteDownload {
  readonly artifact: ForgeArtifact;
  readonly content: Extract<ForgeArtifactContent, { readonly kind: "bytes" }>;
}
