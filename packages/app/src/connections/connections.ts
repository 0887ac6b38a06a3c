import type { Forge, ForgeAccess } from "@headrace/forges";
import type { ConnectionCheck } from "./connection.ts";
import type { Credentials } from "./credentials.ts";
import type { Spent } from "./kept-budget.ts";

/** Hosts of code as an organization's connections reach them. */
export interface Connections {
  /**
   * A saved connection's host. It is kept, with what it knows of limits and unchanged answers, until the connection is
   * another one. Throws `not-found`.
   */
  open(connectionId: string): Promise<Forge>;
  /**
   * Tries all that reads, with access that may not be saved yet. Throws a `ForgeError` for what is wrong with the whole:
   * the token, the address, the limit.
   */
  tryOut(access: ForgeAccess, options: TryOptions): Promise<Tried>;
  /** Requests that the hour has left. Throws `not-found`. */
  requestsLeft(connectionId: string): Promise<number>;
  /** Requests of the last hour: those that were made by `asLook`, and all others. */
  spent(connectionId: string): Promise<Spent>;
  /** Does what is planned: the requests that it makes are counted as such. */
  asLook<Value>(work: () => Promise<Value>): Promise<Value>;
  /** What opens again what `seal` gave. */
  credentialsOf(connection: SealedConnection): Promise<Credentials>;
  /** For the columns `key_id` and `sealed`. */
  seal(
    organizationId: string,
    connectionId: string,
    given: Credentials,
  ): Promise<{ readonly keyId: string; readonly sealed: string }>;
  /** Forgets what is kept of it; after it was removed. */
  forget(connectionId: string): Promise<void>;
  close(): void;
}

export interface TryOptions {
  /** Whose hour the requests are taken from. */
  readonly connectionId: string;
  readonly requestLimit: number;
  readonly owner: string;
  readonly signal: AbortSignal;
}

export interface Tried {
  readonly check: ConnectionCheck;
  /** When the token ends, where the host tells. Epoch milliseconds. */
  readonly expiresAt?: number;
}

/** The columns that credentials are opened from. */
export interface SealedConnection {
  readonly id: string;
  readonly organization_id: string;
  readonly key_id: string;
  readonly sealed: string;
}
