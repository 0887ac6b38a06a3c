import type { OutputOf, Problem } from "@headrace/app/client";
import { useMemo, useState } from "react";
import { useOperation } from "../../../client/use-operation.ts";
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
  /** In the whole log. */
  readonly count: number;
  /** The first of them, by their numbers in the attempt. */
  readonly lines: readonly number[];
  /** Not everything was searched in time. */
  readonly timedOut: boolean;
  /** What to mark in these lines; undefined where the pattern took too long on the server already. */
  readonly pattern: RegExp | undefined;
}

const initial: SearchTerms = { text: "", regex: false, matchCase: false, filter: false };
/** Lines that the server gives at most. */
const most = 1000;

/** Looks for a text in a whole log, on the server. */
export function useLogSearch({ execution, instance, attempt }: LogAddress): LogSearch {
  const [terms, setTerms] = useState(initial);
  const text = useSettled(terms.text, 250);
  const { regex, matchCase } = terms;
  const asked = text !== "" && terms.text !== "";
  const { data, error, isFetching } = useOperation(
    "logs.search",
    { execution, stage: instance, attempt, q: asked ? text : "-", regex, matchCase, limit: most },
    { enabled: asked },
  );
  const found = useMemo(
    () => (asked && data !== undefined ? foundOf(data, { text, regex, matchCase }) : undefined),
    [asked, data, text, regex, matchCase],
  );
  return {
    terms,
    change: (changes) => setTerms((before) => ({ ...before, ...changes })),
    found,
    isSearching: terms.text !== "" && (isFetching || text !== terms.text),
    problem: asked ? (error ?? undefined) : undefined,
  };
}

function foundOf(
  { count, items, timedOut }: OutputOf<"logs.search">,
  { text, regex, matchCase }: Omit<SearchTerms, "filter">,
): FoundLines {
  const source = regex ? text : text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
  const pattern = timedOut ? undefined : new RegExp(source, matchCase ? "gu" : "giu");
  return { count, lines: items.map(({ attemptLine }) => attemptLine), timedOut, pattern };
}
