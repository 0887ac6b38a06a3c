import type { BlobStore, Catalog, Clock, Executor, IdSource, Journal, LogStore, Slots } from "../ports/index.ts";

/** What the orchestrator needs; put together by whoever starts it. */
export interface EngineServices {
  readonly journal: Journal;
  readonly catalog: Catalog;
  readonly blobs: BlobStore;
  readonly logs: LogStore;
  readonly executor: Executor;
  readonly clock: Clock;
  readonly ids: IdSource;
  /** The environment Headrace was started with; steps see four of its variables. */
  readonly outside: Readonly<Record<string, string | undefined>>;
  /** Absolute. Isolated workspaces are made below it. */
  readonly workspacesDirectory: string;
  /** Absolute. Never part of a workspace. */
  readonly dataDirectory: string;
  /**
   * Shared with other executions: beside the execution's own `concurrency`, and for the concurrency groups of stages.
   * Without it, those groups hold within one execution.
   */
  readonly slots?: Slots;
  /** Where people see an execution; nowhere unless said. */
  readonly executionUrl?: (executionId: string) => string;
  /** Removes what workspaces were: at once in this thread, unless said. */
  readonly removeTree?: (path: string) => Promise<void>;
  /** Bytes that all caches together may take. */
  readonly cacheLimit: number;
  /** What an execution is given in place of the above, where not all share what they leave. */
  readonly ownOf?: (executionId: string) => Partial<Pick<EngineServices, "catalog" | "cacheLimit">>;
}
