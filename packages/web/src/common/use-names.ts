import { usePages } from "../client/use-pages.ts";

/** The names of repositories by their ids, for lists that know only these. */
export function useRepositoryNames(): ReadonlyMap<string, string> {
  const { items = [] } = usePages("repositories.list", { limit: 200 });
  return new Map(items.map(({ id, name }) => [id, name]));
}

/** And of pipelines. */
export function usePipelineNames(): ReadonlyMap<string, string> {
  const { items = [] } = usePages("pipelines.list", { limit: 200 });
  return new Map(items.map(({ id, name }) => [id, name]));
}
