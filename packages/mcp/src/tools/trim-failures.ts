import { z } from "zod";
import { shortened } from "./log-lines.ts";

export const failure = z.looseObject({
  lines: z.array(z.object({ line: z.number(), text: z.string(), failing: z.boolean() })),
  failedTests: z.array(z.looseObject({ message: z.string().optional() })),
});
export type Failure = z.infer<typeof failure>;

/** What of a failure is given, with what was left out. */
export interface TrimmedFailure extends Record<string, unknown> {
  readonly linesLeftOut?: number;
  readonly testsLeftOut?: number;
}

export interface TrimmedFailures {
  readonly failures: readonly TrimmedFailure[];
  readonly failuresLeftOut: number;
}

const mostFailures = 8;
const mostTests = 10;

/** Characters of a test's message. */
const longestMessage = 400;

/**
 * Failures within so many bytes: each has its share, and of its lines stay those that failed and what is nearest to them.
 * That is what a person would look at; the end of a log is often clean-up.
 */
export function trimFailures(failures: readonly Failure[], mostBytes: number): TrimmedFailures {
  const shown = failures.slice(0, mostFailures);
  const share = mostBytes / Math.max(1, shown.length);
  return { failures: shown.map((each) => trimmed(each, share)), failuresLeftOut: failures.length - shown.length };
}

function trimmed({ lines, failedTests, ...rest }: Failure, share: number): TrimmedFailure {
  const tests = failedTests
    .slice(0, mostTests)
    .map((each) => (each.message === undefined ? each : { ...each, message: shortened(each.message, longestMessage) }));
  const left = share - bytesOf(rest) - bytesOf(tests);
  const kept = nearest(
    lines.map((line) => ({ ...line, text: shortened(line.text) })),
    left,
  );
  return {
    ...rest,
    lines: kept,
    ...(kept.length === lines.length ? {} : { linesLeftOut: lines.length - kept.length }),
    failedTests: tests,
    ...(tests.length === failedTests.length ? {} : { testsLeftOut: failedTests.length - tests.length }),
  };
}

/** Of these lines those that failed, then those nearest to them, as many as fit; one at least, in their order. */
function nearest(lines: Failure["lines"], mostBytes: number): Failure["lines"] {
  const failing = lines.flatMap(({ failing: is }, index) => (is ? [index] : []));
  const distances = lines.map((_, index) => Math.min(...failing.map((each) => Math.abs(each - index)), lines.length));
  const byDistance = [...lines.keys()].toSorted((one, other) => (distances[one] ?? 0) - (distances[other] ?? 0));
  const kept = new Set<number>();
  let bytes = 0;
  for (const index of byDistance) {
    bytes += bytesOf(lines[index]) + 1;
    if (bytes > mostBytes && kept.size > 0) break;
    kept.add(index);
  }
  return lines.filter((_, index) => kept.has(index));
}

function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value) ?? "");
}
