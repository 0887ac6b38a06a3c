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

/** One time that a schedule was due: the run that it began, or why it began none. Epoch milliseconds. */
export type ScheduleExecution =
  | { readonly run: string; readonly number: number; readonly createdAt?: number }
  | { readonly problem: string };

export interface Schedules {
  list(repository: RepositoryName, signal?: AbortSignal): Promise<readonly ForgeSchedule[]>;
  /** The times that one was due, in the forge's order; two hundred at most. */
  executions(repository: RepositoryName, id: string, signal?: AbortSignal): Promise<readonly ScheduleExecution[]>;
  /** Throws `invalid-argument` for times that the forge cannot express. */
  create(repository: RepositoryName, schedule: NewSchedule, signal?: AbortSignal): Promise<ForgeSchedule>;
  switch(
    repository: RepositoryName,
    wanted: Pick<ForgeSchedule, "id" | "isEnabled">,
    signal?: AbortSignal,
  ): Promise<ForgeSchedule>;
  remove(repository: RepositoryName, id: string, signal?: AbortSignal): Promise<void>;
}
