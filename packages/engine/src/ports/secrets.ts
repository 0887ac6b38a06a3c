/** Gives the values of secrets by name. */
export interface SecretSource {
  /** Null when there is no such secret. */
  secret(name: string): Promise<string | null>;
}
