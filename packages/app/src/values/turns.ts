import { Problem } from "../problems/problem.ts";

/** Lets a few do something costly at once; the others wait, and when too many wait they are refused. */
export interface Turns {
  /** Throws `unavailable` when the line is full, and the signal's reason. */
  take<Result>(work: () => Promise<Result>, signal?: AbortSignal): Promise<Result>;
}

export function createTurns({ atOnce, waiting }: { readonly atOnce: number; readonly waiting: number }): Turns {
  let busy = 0;
  const line: (() => void)[] = [];
  return {
    async take(work, signal) {
      if (busy >= atOnce) {
        if (line.length >= waiting) {
          throw new Problem("unavailable", "too many ask for this at once", { mend: "try again in a moment" });
        }
        await new Promise<void>((resolve) => line.push(resolve));
      } else busy += 1;
      try {
        signal?.throwIfAborted();
        return await work();
      } finally {
        const next = line.shift();
        if (next === undefined) busy -= 1;
        else next();
      }
    },
  };
}
