import { cutMessage, failureText } from "./case-text.ts";
import type { TestCase } from "./test-case.ts";

/**
 * Gathers the repetitions of a case within one suite: failed and then passed is flaky.
 * Only failed cases are held back, since only they can still change, and at most `limit` of them:
 * a file of a hundred thousand failures stands for broken surroundings, not for retries.
 * A case that is repeated after it passed is counted again.
 */
export interface RetriedCases {
  add(found: TestCase): void;
  /** The suite is over: what was held back is final. */
  end(): void;
}

export function createRetriedCases(emit: (found: TestCase) => void, limit = 1000): RetriedCases {
  const held = new Map<string, TestCase>();
  const key = (found: TestCase) => JSON.stringify([found.suite, found.name, found.file ?? "", found.line ?? 0]);

  function release(oldest: string, found: TestCase): void {
    held.delete(oldest);
    emit(found);
  }

  return {
    add(found) {
      const name = key(found);
      const earlier = held.get(name);
      if (earlier !== undefined) {
        held.set(name, merge(earlier, found));
      } else if (found.outcome === "failed") {
        held.set(name, found);
        const first = held.size > limit ? held.entries().next().value : undefined;
        if (first !== undefined) {
          release(...first);
        }
      } else {
        emit(found);
      }
    },
    end() {
      for (const entry of held) {
        release(...entry);
      }
    },
  };
}

function merge(earlier: TestCase, later: TestCase): TestCase {
  const runs = earlier.runs + later.runs;
  if (later.outcome === "skipped") {
    return earlier;
  }
  if (later.outcome === "failed" && earlier.outcome === "failed") {
    return { ...later, runs };
  }
  // Failed and passed, in whatever order.
  const message = cutMessage(failureText(earlier.message ?? "", ""));
  const durationMs = later.outcome === "failed" ? earlier.durationMs : later.durationMs;
  return {
    ...later,
    outcome: "flaky",
    durationMs,
    runs,
    ...(message === "" ? {} : { message }),
  };
}
