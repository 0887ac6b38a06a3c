/** Gives stages their secrets, and the variables of where they deliver to, when they start and not before. */
export interface SecretSource {
  /**
   * The values of all of the names. Throws `secret-not-given` that says why for each one that this stage does not get, which
   * fails the stage; anything else it throws is a fault of the surroundings.
   */
  secretsFor(request: StageSecretsRequest): Promise<ReadonlyMap<string, string>>;
  /** Of an environment: they win over what the plan inherits, and the pipeline's own win over them. None without it. */
  variablesFor?(environment: string): Promise<Readonly<Record<string, string>>>;
}

export interface StageSecretsRequest {
  readonly stage: string;
  readonly instance: string;
  readonly attempt: number;
  /** To which the stage delivers. */
  readonly environment?: string;
  /** As the stage names them. */
  readonly names: readonly string[];
}
