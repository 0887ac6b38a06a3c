import type { RepositoryName } from "./repositories.ts";

/** What somebody may do with a repository on its forge. */
export interface ForgeGrant {
  readonly kind: "user" | "group";
  /** For people: `Ada Bell`, `platform-team`. */
  readonly name: string;
  /** As the forge calls them, where that is another word. */
  readonly account?: string;
  /** `unknown` for a word that nobody here knows. */
  readonly level: "read" | "write" | "admin" | "unknown";
  /** The forge's own word: `maintain`, `REPO_ADMIN`. */
  readonly word: string;
}

export interface ForgeGrants {
  readonly grants: readonly ForgeGrant[];
  /** False of very many: the first are given. */
  readonly isWhole: boolean;
}

/** One place where a forge keeps who may: each can be refused by itself. */
export interface GrantSource {
  /** For people: `the project's groups`. */
  readonly name: string;
  /** Where it is granted. */
  readonly of: "repository" | "project" | "owner";
  /** Which the token needs for reading it. */
  readonly scopes: readonly string[];
  read(repository: RepositoryName, signal?: AbortSignal): Promise<ForgeGrants>;
}

/** Who may do what, as the forge has it. */
export interface Permissions {
  /** The first is the one that tells most. */
  readonly sources: readonly [GrantSource, ...GrantSource[]];
}
