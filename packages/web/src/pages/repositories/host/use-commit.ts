import { useOperation } from "../../../client/use-operation.ts";
import { useFilters } from "../../../common/use-filters.ts";
import type { Host } from "./use-host.ts";

/**
 * The commit that is looked at: of the newest that ran here unless another one is chosen, or where nothing did, the newest
 * of the default branch on the host; empty where there is none.
 */
export function useCommit({ repository }: Host): readonly [commit: string, choose: (commit: string) => void] {
  const [{ commit: chosen }, change] = useFilters(["commit"]);
  const latest = useOperation("executions.list", { repository: repository.id, limit: 1 });
  const [ran] = latest.data?.items ?? [];
  const newest = useOperation(
    "repositories.builds",
    { repository: repository.id },
    { enabled: chosen === "" && latest.data !== undefined && ran === undefined },
  );
  const commit = chosen === "" ? (ran?.commit ?? newest.data?.commit ?? "") : chosen;
  return [commit, (next) => change({ commit: next })];
}

export function isCommit(text: string): boolean {
  return /^[0-9a-f]{4,64}$/.test(text);
}
