import { useMemo, useRef } from "react";
import type { StageFacts } from "./stage-facts.ts";

/** The same facts, as the same objects where nothing changed: only what moved is drawn anew. */
export function useSteadyFacts(facts: ReadonlyMap<string, StageFacts>): ReadonlyMap<string, StageFacts> {
  const before = useRef<ReadonlyMap<string, StageFacts>>(new Map());
  return useMemo(() => {
    before.current = new Map(
      Array.from(facts, ([id, fact]) => {
        const old = before.current.get(id);
        return [id, old !== undefined && JSON.stringify(old) === JSON.stringify(fact) ? old : fact];
      }),
    );
    return before.current;
  }, [facts]);
}
