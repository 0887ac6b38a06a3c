import type { InputOf, OperationName, OutputOf, Problem } from "@headrace/app/client";
import { type UseMutationResult, useMutation, useQueryClient } from "@tanstack/react-query";
import { isUnreachable } from "./create-queries.ts";
import { useServer } from "./server-provider.tsx";
import { asProblem } from "./use-operation.ts";

export interface UseActionOptions<Output> {
  /** Families of operations whose answers it changes, such as `approvals`; its own family always. */
  readonly changes?: readonly string[];
  /** It changes the answers of these operations and of no others: where what is asked anew costs a host's requests. */
  readonly changesOnly?: readonly OperationName[];
  /** The bytes that go with the input, of an operation whose body is bytes. */
  readonly body?: Blob | undefined;
  readonly onDone?: (output: Output) => void;
}

/** An operation that changes something; afterwards, what the page shows of the families that it changes is asked anew. */
export function useAction<Name extends OperationName>(
  name: Name,
  { changes = [], changesOnly, body, onDone }: UseActionOptions<OutputOf<Name>> = {},
): UseMutationResult<OutputOf<Name>, Problem, InputOf<Name>> {
  const { client, connection } = useServer();
  const queries = useQueryClient();
  const families = [familyOf(name), ...changes];
  const isChanged = (asked: string): boolean =>
    changesOnly === undefined ? families.includes(familyOf(asked)) : changesOnly.some((each) => each === asked);
  return useMutation<OutputOf<Name>, Problem, InputOf<Name>>({
    mutationFn: async (input) => await asProblem(client.call(name, input, body === undefined ? {} : { body })),
    onError: (error) => {
      if (isUnreachable(error)) connection.lost();
    },
    onSuccess: async (output) => {
      onDone?.(output);
      await queries.invalidateQueries({
        predicate: ({ queryKey: [, asked] }) => typeof asked === "string" && isChanged(asked),
      });
    },
  });
}

function familyOf(name: string): string {
  return name.split(".", 1)[0] ?? name;
}
