import { useAll } from "../../../client/use-all.ts";

/** What of a repository here can be written to its host. */
export interface SyncSource {
  /** Any of the repository's: the operation is one of pipelines, and which one makes no difference. */
  readonly pipeline: string;
  /** Their names. */
  readonly environments: readonly string[];
  /** Why there is nothing to write, as a sentence. */
  readonly why: string | undefined;
}

export function useSyncSource(repository: string): SyncSource {
  const environments = useAll("environments.list", { repository }).items ?? [];
  const [pipeline] = useAll("pipelines.list", { repository }).items ?? [];
  const missing = environments.length === 0 ? "environment" : pipeline === undefined ? "pipeline" : undefined;
  return {
    pipeline: pipeline?.id ?? "",
    environments: environments.map(({ name }) => name),
    why:
      missing === undefined
        ? undefined
        : `The variables of an environment here would be written: this repository has no ${missing} here yet.`,
  };
}
