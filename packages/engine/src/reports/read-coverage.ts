import { findReportFiles, unreadable } from "./find-report-files.ts";
import { createLcovParser, type LcovParser } from "./lcov-parser.ts";
import type { ReportProblem } from "./report-problem.ts";
import { reportText } from "./report-text.ts";

export interface CoverageRequest {
  /** Absolute: the stage's workspace. */
  readonly root: string;
  /** An lcov file below the root, or a glob of several that are united. */
  readonly path: string;
  /** Epoch milliseconds: files last written before it are left out. */
  readonly notBefore?: number;
  readonly signal?: AbortSignal;
}

export interface Coverage {
  /** Lines that could be run. */
  readonly lines: number;
  readonly covered: number;
  /** Of lines, 0 to 100, not rounded; null when nothing was measured, which is not the same as 0. */
  readonly percent: number | null;
  readonly problems: readonly ReportProblem[];
}

/** Longer lines than any path: a file without line ends is not lcov. */
const maxLineLength = 65_536;

/**
 * Line coverage from an lcov tracefile. Several records of one source file are united:
 * a line is covered when any of them covers it. Whether that is enough is for the caller to say.
 *
 * ```ts
 * const { percent } = await readCoverage({ root: workspace, path: "coverage/lcov.info" });
 * ```
 */
export async function readCoverage(request: CoverageRequest): Promise<Coverage> {
  const { files, problems: found } = await findReportFiles({ ...request, patterns: [request.path] });
  const problems = [...found];
  const parser = createLcovParser();
  for (const { file, path } of files) {
    try {
      await readLines(parser, path, request.signal);
    } catch (cause) {
      request.signal?.throwIfAborted();
      problems.push(unreadable(file, cause));
    }
  }
  const { lines, covered, records, badLines, unfinished } = parser.end();
  const only = files.length === 1 ? files[0]?.file : undefined;
  const name = only === undefined ? `The files of "${request.path}"` : `"${only}"`;
  const where = only === undefined ? {} : { file: only };
  const line = badLines[0];
  if (files.length > 0 && records === 0) {
    problems.push({
      kind: "not-a-report",
      ...where,
      message: `${name} hold no lcov record.`.replace('" hold', '" holds'),
    });
  } else if (line !== undefined) {
    const message = `${name}: line ${line} is not lcov; what else there is counts.`;
    problems.push({ kind: "broken", ...where, line, message });
  } else if (unfinished) {
    problems.push({
      kind: "broken",
      ...where,
      message: `${name}: the last record has no end.`,
    });
  }
  return { lines, covered, percent: lines === 0 ? null : (covered / lines) * 100, problems };
}

async function readLines(parser: LcovParser, path: string, signal: AbortSignal | undefined): Promise<void> {
  let rest = "";
  for await (const piece of reportText(path, signal)) {
    const pieces = (rest + piece).split("\n");
    rest = (pieces.pop() ?? "").slice(0, maxLineLength);
    for (const line of pieces) {
      parser.line(line);
    }
  }
  if (rest !== "") {
    parser.line(rest);
  }
}
