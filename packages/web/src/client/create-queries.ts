import { Problem } from "@headrace/app/client";
import { QueryCache, QueryClient } from "@tanstack/react-query";
import type { Connection } from "./create-connection.ts";

declare module "@tanstack/react-query" {
  interface Register {
    readonly defaultError: Problem;
  }
}

/** What the server answered, kept for a while: a page that is opened again shows what it knew and looks anew. */
export function createQueries(connection: Connection): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({
      onError: (error) => {
        if (isUnreachable(error)) connection.lost();
      },
      onSuccess: () => connection.back(),
    }),
    defaultOptions: {
      queries: {
        staleTime: 2_000,
        // The connection is watched once for all, and everything is asked anew when it is back.
        retry: false,
        networkMode: "always",
      },
      mutations: { retry: false, networkMode: "always" },
    },
  });
}

/** Whether nobody answered, rather than that somebody refused. */
export function isUnreachable(error: unknown): boolean {
  return error instanceof Problem && error.code === "unavailable";
}
