import { useMemo } from "react";
import { useAll } from "../client/use-all.ts";

/** The names of repositories by their ids, for lists that know only these. */
export function useRepositoryNames(): ReadonlyMap<string, string> {
  return useNames(useAll("repositories.list", {}).items);
}

/** And of pipelines. */
export function usePipelineNames(): ReadonlyMap<string, string> {
  return useNames(useAll("pipelines.list", {}).items);
}

function useNames(items: readonly { readonly id: string; readonly name: string }[] = nothing) {
  return useMemo(() => new Map(items.map(({ id, name }) => [id, name])), [items]);
}

const nothing: readonly never[] = [];
