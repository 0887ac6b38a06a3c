import { type OutputOf, Problem } from "@headrace/app/client";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { useServer } from "../../../client/server-provider.tsx";
import { asProblem, queryKey } from "../../../client/use-operation.ts";
import { useSettled } from "../../../common/use-settled.ts";
import type { LogAddress } from "./log-source.ts";

export interface SearchTerms {
  readonly text: string;
  readonly regex: boolean;
  readonly matchCase: boolean;
  /** Only the lines that were found are shown. */
  readonly filter: boolean;
}

export interface LogSearch {
  readonly terms: SearchTerms;
  readonly change: (changes: Partial<SearchTerms>) => void;
  /** Undefined while nothing is looked for, or the answer is not there yet. */
  readonly found: FoundLines | undefined;
  readonly isSearching: boolean;
  readonly problem: Problem | undefined;
}

export interface FoundLines {
  /** What was looked for: the same while more of its lines come. */
  readonly search: string;
  /** In the whole log. */
  readonly count: number;
  /** By their numbers in the attempt, in order: as many of them as are there already. */
  readonly lines: readonly number[];
  /** Not everything was searched in time. */
  readonly timedOut: boolean;
  /** What to mark in these lines; undefined where the pattern took too long on the server already. */
  readonly pattern: RegExp | undefined;
}

type Matches = OutputOf<"logs.matches">;

const initial: SearchTerms = { text: "", regex: false, matchCase: false, filter: false };
/** Numbers that the server gives at once; the rest comes page after page, while the first are gone through. */
const pageSize = 100_000;
/** Milliseconds between two searches of a log that is written still, each of what came since. */
const pause = 1_000;

/** Looks for a text in a whole log, on the server, and goes on as its lines come: there are `lineCount` so far. */
export function useLogSearch({ execution, instance, attempt }: LogAddress, lineCount = 0): LogSearch {
  const { client, organization } = useServer();
  const [terms, setTerms] = useState(initial);
  const text = useSettled(terms.text, 250);
  const { regex, matchCase } = terms;
  const asked = text !== "" && terms.text !== "";
  const input = { execution, stage: instance, attempt, q: asked ? text : "-", regex, matchCase, limit: pageSize };
  const { data, error, isFetching, isFetchingNextPage, fetchNextPage } = useInfiniteQuery({
    queryKey: [...queryKey(organization, "logs.matches", input), "pages"],
    queryFn: async ({ signal, pageParam: from }) =>
      await asProblem(client.call("logs.matches", { ...input, from }, { signal })),
    initialPageParam: 1,
    getNextPageParam: (page: Matches) => page.next ?? page.lineCount + 1,
    // What was searched stays as it is: only what comes after it is asked for.
    staleTime: Number.POSITIVE_INFINITY,
    enabled: asked,
  });
  const pages = asked ? data?.pages : undefined;
  const last = pages?.at(-1);
  const isSearched = last !== undefined && last.next === undefined;
  // What took too long once takes too long again.
  const hasMore = last !== undefined && !last.timedOut && (!isSearched || lineCount > last.lineCount);
  useEffect(() => {
    if (!hasMore || isFetchingNextPage || error !== null) return;
    const timer = window.setTimeout(() => void fetchNextPage(), isSearched ? pause : 0);
    return () => window.clearTimeout(timer);
  }, [hasMore, isSearched, isFetchingNextPage, error, fetchNextPage]);
  const found = useMemo(
    () => (pages === undefined ? undefined : foundOf(pages, { text, regex, matchCase })),
    [pages, text, regex, matchCase],
  );
  return {
    terms,
    change: (changes) => setTerms((before) => ({ ...before, ...changes })),
    found,
    isSearching: terms.text !== "" && ((isFetching && !isSearched) || text !== terms.text),
    problem: asked && error instanceof Problem ? error : undefined,
  };
}

function foundOf(pages: readonly Matches[], { text, regex, matchCase }: Omit<SearchTerms, "filter">): FoundLines {
  const lines = pages.flatMap((page) => page.lines);
  const last = pages.at(-1);
  const timedOut = pages.some((page) => page.timedOut);
  const source = regex ? text : text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
  const pattern = timedOut ? undefined : new RegExp(source, matchCase ? "gu" : "giu");
  return {
    search: `${pattern} ${text}`,
    // The last page counts to the end of the log.
    count: lines.length + (last === undefined ? 0 : last.count - last.lines.length),
    lines,
    timedOut,
    pattern,
  };
}
