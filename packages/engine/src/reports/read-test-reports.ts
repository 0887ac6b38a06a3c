import { isAbsolute, relative, sep } from "node:path";
import type { Masker } from "../masking/masker.ts";
import { findReportFiles, type ReportFile, type ReportFileRequest, unreadable } from "./find-report-files.ts";
import type { JunitParser } from "./junit-parser.ts";
import type { ReportProblem } from "./report-problem.ts";
import { reportText } from "./report-text.ts";
import type { TestCase, TestTotals } from "./test-case.ts";

export interface TestReportsRequest extends ReportFileRequest {
  /** Hides secrets in the cases and in what problems quote; nothing is secret unless said. */
  readonly masker?: Masker;
  /**
   * Given the cases in batches of at most 500, in the files' order; reading waits for it.
   * What it throws ends the reading and is thrown on.
   */
  readonly receive: (cases: readonly TestCase[]) => void | Promise<void>;
}

export interface TestReports {
  readonly totals: TestTotals;
  /** Files of which at least the beginning was read, below the root. */
  readonly files: readonly string[];
  readonly problems: readonly ReportProblem[];
}

const batchSize = 500;

/**
 * Reads the JUnit XML reports that a stage has written. Files are streamed: memory does not grow
 * with their size. A broken file is a problem, and the cases before the break count.
 *
 * ```ts
 * const { totals, problems } = await readTestReports({
 *   root: workspace,
 *   patterns: ["reports/*.xml"],
 *   notBefore: startedAt,
 *   receive: async (cases) => keep(cases),
 * });
 * ```
 */
export async function readTestReports(request: TestReportsRequest): Promise<TestReports> {
  const { files, problems: found } = await findReportFiles(request);
  const problems = [...found];
  const counts = { total: 0, passed: 0, failed: 0, skipped: 0, flaky: 0, durationMs: 0 };
  const read: string[] = [];
  let batch: TestCase[] = [];

  function take(one: TestCase): void {
    counts.total++;
    counts[one.outcome]++;
    counts.durationMs += one.durationMs;
    batch.push(withFileBelow(request.root, one));
  }

  async function deliver(least: number): Promise<void> {
    while (batch.length >= least && batch.length > 0) {
      await request.receive(batch.slice(0, batchSize));
      batch = batch.slice(batchSize);
    }
  }

  for (const file of files) {
    // Loaded only where there is something to read: most stages have no reports.
    const { createJunitParser } = await import("./junit-parser.ts");
    const problem = await readOne(file, createJunitParser(take, request.masker), {
      deliver: () => deliver(batchSize),
      signal: request.signal,
    });
    if (problem?.kind !== "unreadable") {
      read.push(file.file);
    }
    if (problem !== null) {
      problems.push(problem);
    }
  }
  await deliver(1);
  return {
    totals: { ...counts, durationMs: Math.round(counts.durationMs) },
    files: read,
    problems,
  };
}

async function readOne(
  file: ReportFile,
  parser: JunitParser,
  options: { readonly deliver: () => Promise<void>; readonly signal: AbortSignal | undefined },
): Promise<ReportProblem | null> {
  const pieces = reportText(file.path, options.signal);
  let broken = null;
  try {
    while (broken === null) {
      // Only the reading is ours to forgive; what `deliver` throws is the caller's.
      const piece = await pieces.next().catch((cause: unknown) => ({ cause }));
      if ("cause" in piece) {
        options.signal?.throwIfAborted();
        parser.end();
        return unreadable(file.file, piece.cause);
      }
      if (piece.done === true) {
        break;
      }
      broken = parser.write(piece.value);
      await options.deliver();
    }
  } finally {
    await pieces.return(undefined);
  }
  broken = parser.end();
  if (broken === null) {
    return null;
  }
  const message =
    broken.kind === "not-a-report"
      ? `"${file.file}" is not a JUnit report: ${broken.reason}.`
      : `"${file.file}" breaks off in line ${broken.line}: ${broken.reason}. The cases before it count.`;
  return { kind: broken.kind, file: file.file, line: broken.line, message };
}

function withFileBelow(root: string, one: TestCase): TestCase {
  if (one.file === undefined || !isAbsolute(one.file)) {
    return one;
  }
  const below = relative(root, one.file);
  return below.startsWith("..") || isAbsolute(below) ? one : { ...one, file: below.split(sep).join("/") };
}
