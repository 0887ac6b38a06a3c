import type { RepositoryName } from "./repositories.ts";

export interface ForgeSchedule {
  readonly id: string;
  readonly isEnabled: boolean;
  readonly branch: string;
  /** The named definition, where it is not the branch's own. */
  readonly pipeline?: string;
  /** Five fields, in UTC; undefined where the forge's own schedule cannot be said so. */
  readonly cron: string | undefined;
  /** As the forge writes it. */
  readonly pattern: string;
}

export interface NewSchedule {
  readonly branch: string;
  readonly pipeline?: string;
  /** Five fields, in UTC. */
  readonly cron: string;
  readonly isEnabled: boolean;
}

export interface Schedules {
  list(repository: RepositoryName, signal?: AbortSignal): Promise<readonly ForgeSchedule[]>;
  /** Throws `invalid-argument` for times that the forge cannot express. */
  create(repository: RepositoryName, schedule: NewSchedule, signal?: AbortSignal): Promise<ForgeSchedule>;
  switch(
    repository: RepositoryName,
    wanted: Pick<ForgeSchedule, "id" | "isEnabled">,
    signal?: AbortSignal,
  ): Promise<ForgeSchedule>;
  remove(repository: RepositoryName, id: string, signal?: AbortSignal): Promise<void>;
}
