/** By what a cloud believes a run on the forge that says who it is: OpenID Connect. */
export interface ForgeIdentity {
  readonly issuer: string;
  /** Where the keys stand that sign its tokens. */
  readonly keysUrl?: string;
  /** What its tokens say. */
  readonly claims: readonly string[];
  readonly keys: readonly { readonly id: string; readonly algorithm?: string }[];
}

export interface Identity {
  /** Of all runs of a workspace or an organization. */
  read(owner: string, signal?: AbortSignal): Promise<ForgeIdentity>;
}
