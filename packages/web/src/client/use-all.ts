import type { InputOf, Problem } from "@headrace/app/client";
import { useQuery } from "@tanstack/react-query";
import { useServer } from "./server-provider.tsx";
import { asProblem, queryKey } from "./use-operation.ts";
import type { ItemOf, ListName } from "./use-pages.ts";

export interface All<Item> {
  /** Undefined until all are there. */
  readonly items: readonly Item[] | undefined;
  readonly problem: Problem | null;
  readonly again: () => void;
}

/** More than anybody chooses from: what a server with so many asks for is a search. */
const mostPages = 50;

/** A list of the server's to its end, such as for names and choices. */
export function useAll<Name extends ListName>(name: Name, input: InputOf<Name>): All<ItemOf<Name>>;
export function useAll(name: ListName, input: InputOf<ListName>): All<unknown> {
  const { client, organization } = useServer();
  const { data, error, refetch } = useQuery<readonly unknown[], Problem>({
    queryKey: [...queryKey(organization, name, input), "all"],
    queryFn: async ({ signal }) => {
      const items: unknown[] = [];
      let cursor: string | undefined;
      for (let page = 0; page < mostPages && (page === 0 || cursor !== undefined); page += 1) {
        const after = cursor === undefined ? {} : { cursor };
        const answer: Answer = await asProblem(client.call(name, { ...input, limit: 200, ...after }, { signal }));
        items.push(...answer.items);
        cursor = answer.nextCursor;
      }
      return items;
    },
  });
  return { items: data, problem: error, again: () => void refetch() };
}

interface Answer {
  readonly items: readonly unknown[];
  readonly nextCursor?: string | undefined;
}
