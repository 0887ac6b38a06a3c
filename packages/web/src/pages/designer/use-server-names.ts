import { useMemo } from "react";
import { useOperation } from "../../client/use-operation.ts";
import type { ServerNames } from "./server-names.ts";

export interface NamesOfRepository {
  readonly names: ServerNames;
  /** Of the secrets alone; undefined until they are known. */
  readonly secrets: readonly string[] | undefined;
}

/** What the server has for a repository's pipelines, by name. */
export function useServerNames(repository: string): NamesOfRepository {
  const { data: secrets } = useOperation("secrets.list", { repository });
  const { data: environments } = useOperation("environments.list", { repository });
  const { data: variables } = useOperation("variables.list", { repository });
  return useMemo(
    () => ({
      names: {
        secrets: namesOf(secrets?.items),
        variables: namesOf(variables?.items),
        environments: namesOf(environments?.items),
      },
      secrets: secrets?.items.map(({ name }) => name),
    }),
    [secrets, variables, environments],
  );
}

function namesOf(items: readonly { readonly name: string }[] = []): readonly string[] {
  return [...new Set(items.map(({ name }) => name))];
}
