import { type InputOf, type OperationName, type OutputOf, Problem } from "@headrace/app/client";
import { type UseQueryResult, useQuery } from "@tanstack/react-query";
import { useServer } from "./server-provider.tsx";

export interface UseOperationOptions {
  /** False while it is not known yet what to ask. */
  readonly enabled?: boolean;
  /** Ask again after so many milliseconds, while the page is seen. */
  readonly every?: number;
  /** Milliseconds in which what came is shown again without asking. */
  readonly freshFor?: number;
}

/** What an operation that only reads answers. */
export function useOperation<Name extends OperationName>(
  name: Name,
  input: InputOf<Name>,
  { enabled = true, every, freshFor }: UseOperationOptions = {},
): UseQueryResult<OutputOf<Name>, Problem> {
  const { client, organization } = useServer();
  return useQuery<OutputOf<Name>, Problem>({
    queryKey: queryKey(organization, name, input),
    queryFn: async ({ signal }) => await asProblem(client.call(name, input, { signal })),
    enabled,
    ...(every === undefined ? {} : { refetchInterval: every }),
    ...(freshFor === undefined ? {} : { staleTime: freshFor }),
  });
}

export function queryKey(organization: string, name: OperationName, input: unknown): readonly unknown[] {
  return [organization, name, input];
}

/** Whatever is thrown, so that a page can say it. */
export async function asProblem<Value>(promise: Promise<Value>): Promise<Value> {
  return await promise.catch((error: unknown) => {
    if (error instanceof Problem || (error instanceof DOMException && error.name === "AbortError")) throw error;
    throw new Problem("internal", error instanceof Error ? error.message : String(error), {
      mend: "load the page again",
      cause: error,
    });
  });
}
