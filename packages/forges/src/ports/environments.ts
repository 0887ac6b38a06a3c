import type { RepositoryName } from "./repositories.ts";

/** Where runs on the forge deploy to. */
export interface ForgeEnvironment {
  /** By it variables are written to it. */
  readonly id: string;
  readonly name: string;
}

export interface Environments {
  list(repository: RepositoryName, signal?: AbortSignal): Promise<readonly ForgeEnvironment[]>;
  create(repository: RepositoryName, name: string, signal?: AbortSignal): Promise<ForgeEnvironment>;
  /** It keeps its id and its variables. The forge may take a moment. Absent where a name is for good. */
  rename?(repository: RepositoryName, id: string, name: string, signal?: AbortSignal): Promise<void>;
  /** With its variables there. */
  remove(repository: RepositoryName, id: string, signal?: AbortSignal): Promise<void>;
}
