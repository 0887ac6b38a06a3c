import type { RepositoryName } from "./repositories.ts";

/** A definition that the forge runs, by its file. */
export interface ForgeWorkflow {
  readonly id: string;
  readonly name: string;
  /** In the repository; GitHub has some of its own, which begin with `dynamic/`. */
  readonly path: string;
  readonly isEnabled: boolean;
  /** The forge's own word for its state: `disabled_inactivity`. */
  readonly word: string;
  /** The page for people. */
  readonly url: string;
}

/** Their runs are among those of the repository: `Runs.list` takes the workflow's id or file. */
export interface Workflows {
  /** A thousand at most. */
  list(repository: RepositoryName, signal?: AbortSignal): Promise<readonly ForgeWorkflow[]>;
  /** @param workflow is its id or its file's name. */
  get(repository: RepositoryName, workflow: string, signal?: AbortSignal): Promise<ForgeWorkflow>;
  /** One that is disabled is run by nothing, and cannot be started. Again with the same, nothing changes. */
  switch(repository: RepositoryName, change: WorkflowSwitch): Promise<void>;
}

export interface WorkflowSwitch {
  /** Its id or its file's name. */
  readonly workflow: string;
  readonly isEnabled: boolean;
  readonly signal?: AbortSignal;
}
