/** One call of a tool. */
export interface AgentTurn {
  /** Aborted when the client no longer waits for the answer. */
  readonly signal: AbortSignal;
  /** Tells the client how far it is, where it asked to be told. */
  progress(step: Progress): void;
}

export interface Progress {
  readonly done: number;
  readonly total?: number;
  readonly message: string;
}
