import type { InputOf, OperationName, OutputOf, Problem } from "@headrace/app/client";
import { type InfiniteData, keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useServer } from "./server-provider.tsx";
import { asProblem, queryKey } from "./use-operation.ts";

/** Operations whose answer is a list, whole or in pages. */
export type ListName = {
  [Name in OperationName]: OutputOf<Name> extends { readonly items: readonly unknown[] } ? Name : never;
}[OperationName];

export type ItemOf<Name extends ListName> =
  OutputOf<Name> extends { readonly items: readonly (infer Item)[] } ? Item : never;

export interface Pages<Item> {
  /** Undefined until the first page is there. */
  readonly items: readonly Item[] | undefined;
  readonly problem: Problem | null;
  readonly hasMore: boolean;
  readonly isLoadingMore: boolean;
  readonly loadMore: () => void;
  readonly again: () => void;
}

export interface UsePagesOptions {
  /** Ask again after so many milliseconds, while the page is seen. */
  readonly every?: number;
  /** False while it is not known yet what to ask. */
  readonly enabled?: boolean;
  /** Milliseconds in which what came is shown again without asking. */
  readonly freshFor?: number;
}

/** A list of the server's, page after page. Asked again every so many milliseconds, where that is said. */
export function usePages<Name extends ListName>(
  name: Name,
  input: InputOf<Name>,
  options?: UsePagesOptions,
): Pages<ItemOf<Name>>;
export function usePages(
  name: ListName,
  input: InputOf<ListName>,
  { every, enabled = true, freshFor }: UsePagesOptions = {},
): Pages<unknown> {
  const { client, organization } = useServer();
  const query = useInfiniteQuery<Page, Problem, InfiniteData<Page>, readonly unknown[], string>({
    queryKey: [...queryKey(organization, name, input), "pages"],
    queryFn: async ({ signal, pageParam }) => {
      const asked = pageParam === "" ? input : { ...input, cursor: pageParam };
      return await asProblem(client.call(name, asked, { signal }));
    },
    initialPageParam: "",
    getNextPageParam: ({ nextCursor }) => nextCursor,
    enabled,
    placeholderData: keepPreviousData,
    ...(every === undefined ? {} : { refetchInterval: every }),
    ...(freshFor === undefined ? {} : { staleTime: freshFor }),
  });
  return {
    items: query.data?.pages.flatMap(({ items }) => items),
    problem: query.error,
    hasMore: query.hasNextPage,
    isLoadingMore: query.isFetchingNextPage,
    loadMore: () => void query.fetchNextPage(),
    again: () => void query.refetch(),
  };
}

interface Page {
  readonly items: readonly unknown[];
  readonly nextCursor?: string | undefined;
}
