/** Whom a token stands for, as far as its forge tells. Times are epoch milliseconds. */
export interface ForgeAccount {
  readonly name?: string;
  /** When the token ends. */
  readonly expiresAt?: number;
  /** Of a forge that runs on somebody's own machines. */
  readonly version?: string;
}

export interface Account {
  /** Throws `forge-unauthorized` for a token that is wrong, expired or revoked. */
  whoAmI(signal?: AbortSignal): Promise<ForgeAccount>;
}
