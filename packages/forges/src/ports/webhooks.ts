import type { RepositoryName } from "./repositories.ts";

/** By which a forge tells somebody of what happens in a repository. */
export interface ForgeWebhook {
  readonly id: string;
  readonly url: string;
  readonly events: readonly string[];
  readonly isActive: boolean;
}

export interface NewWebhook {
  readonly url: string;
  /** It signs what it sends with it. 128 characters at most. */
  readonly secret: string;
  /** For people. */
  readonly name: string;
}

/** What came of the host's own test call. */
export interface WebhookTest {
  readonly works: boolean;
  /** What was answered, or why nothing was. */
  readonly said: string;
}

/** Of all repositories of a workspace or an organization at once. */
export interface OwnerWebhooks {
  list(owner: string, signal?: AbortSignal): Promise<readonly ForgeWebhook[]>;
  /** Throws `forge-forbidden` or `forge-not-found` for a token that is no owner's. */
  create(owner: string, webhook: NewWebhook, signal?: AbortSignal): Promise<ForgeWebhook>;
  replace(owner: string, id: string, webhook: NewWebhook, signal?: AbortSignal): Promise<ForgeWebhook>;
  remove(owner: string, id: string, signal?: AbortSignal): Promise<void>;
}

export interface Webhooks {
  /** Where the forge has such. */
  readonly ofOwner?: OwnerWebhooks;
  list(repository: RepositoryName, signal?: AbortSignal): Promise<readonly ForgeWebhook[]>;
  /** Of pushes, pull requests and what the forge runs itself. Is never repeated by itself once it may have arrived. */
  create(repository: RepositoryName, webhook: NewWebhook, signal?: AbortSignal): Promise<ForgeWebhook>;
  /** In its place: it keeps its id, and what was delivered before stays with it. Throws `forge-not-found`. */
  replace(repository: RepositoryName, id: string, webhook: NewWebhook, signal?: AbortSignal): Promise<ForgeWebhook>;
  remove(repository: RepositoryName, id: string, signal?: AbortSignal): Promise<void>;
  /** Has the host call it, where it can be asked to; what it calls starts nothing. */
  test?(repository: RepositoryName, webhook: ForgeWebhook, signal?: AbortSignal): Promise<WebhookTest>;
}
