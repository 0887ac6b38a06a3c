import { opendir, realpath, stat } from "node:fs/promises";
import { isAbsolute, join, relative, sep } from "node:path";
import { createGlob, globProblem } from "@headrace/pipeline";
import type { ReportProblem } from "./report-problem.ts";

export interface ReportFileRequest {
  /** Absolute: the stage's workspace. */
  readonly root: string;
  /** Globs below the root; a leading `!` excludes. */
  readonly patterns: readonly string[];
  /** Epoch milliseconds: files last written before it are left out. */
  readonly notBefore?: number;
  readonly signal?: AbortSignal;
}

export interface ReportFile {
  /** Below the root, with `/`. */
  readonly file: string;
  readonly path: string;
}

/** Never searched unless a pattern names them: they hold other people's files by the ten thousand. */
const skippedDirectories = new Set([".git", ".headrace", "node_modules"]);

/**
 * Files stamp themselves by the kernel's coarse clock, which lags behind by up to one tick (10 ms
 * at 100 Hz); some file systems keep whole seconds only.
 */
const clockLag = 20;

/** The report files of one stage, sorted, each once, with what kept others out. */
export async function findReportFiles(request: ReportFileRequest): Promise<{
  readonly files: readonly ReportFile[];
  readonly problems: readonly ReportProblem[];
}> {
  const problems: ReportProblem[] = [];
  const found = new Map<string, ReportFile>();
  const excludes = request.patterns.filter((pattern) => pattern.startsWith("!")).map((pattern) => pattern.slice(1));
  const excluded = createGlob(excludes.filter((pattern) => globProblem(pattern) === null));
  const root = await realpath(request.root);

  for (const written of request.patterns.filter((pattern) => !pattern.startsWith("!"))) {
    const pattern = written.replace(/^\.\//, "");
    if (isAbsolute(pattern) || pattern.split("/").includes("..")) {
      problems.push({
        kind: "outside",
        message: `The report pattern "${written}" leaves the workspace.`,
      });
      continue;
    }
    const wrong = globProblem(pattern);
    if (wrong !== null) {
      problems.push({ kind: "no-match", message: `The report pattern "${written}" cannot be used: ${wrong}.` });
      continue;
    }
    const stale: string[] = [];
    let matched = 0;
    for await (const file of matches(root, pattern, request.signal)) {
      if (excludes.length > 0 && excluded(file)) {
        continue;
      }
      matched++;
      const verdict = await judge(root, file, request.notBefore);
      if (verdict.kind === "stale") {
        stale.push(file);
      } else if (verdict.kind === "problem") {
        problems.push(verdict.problem);
      } else {
        found.set(file, { file, path: verdict.path });
      }
    }
    if (matched === 0) {
      problems.push({
        kind: "no-match",
        message: `No file matches the report pattern "${written}".`,
      });
    }
    const first = stale.sort()[0];
    if (first !== undefined) {
      const rest = stale.length === 1 ? `"${first}" was` : `${stale.length} files, "${first}" among them, were`;
      const message = `${rest} written before the stage began and not counted.`;
      problems.push({ kind: "stale", file: first, message });
    }
  }
  const files = [...found.values()].sort((left, right) => (left.file < right.file ? -1 : 1));
  return { files, problems };
}

type Verdict =
  | { readonly kind: "fresh"; readonly path: string }
  | { readonly kind: "stale" }
  | { readonly kind: "problem"; readonly problem: ReportProblem };

/** Opens nothing: a pipe or a device named `report.xml` must not be waited for. */
async function judge(root: string, file: string, notBefore: number | undefined): Promise<Verdict> {
  try {
    const path = await realpath(join(root, file));
    const below = relative(root, path);
    if (below.startsWith(`..${sep}`) || below === ".." || isAbsolute(below)) {
      const message = `"${file}" is a link that leaves the workspace, and was not read.`;
      return { kind: "problem", problem: { kind: "outside", file, message } };
    }
    const facts = await stat(path);
    if (!facts.isFile()) {
      return {
        kind: "problem",
        problem: {
          kind: "unreadable",
          file,
          message: `"${file}" is not a file.`,
        },
      };
    }
    const grain = Number.isInteger(facts.mtimeMs / 1000) ? 1000 : clockLag;
    return notBefore !== undefined && facts.mtimeMs + grain < notBefore ? { kind: "stale" } : { kind: "fresh", path };
  } catch (cause) {
    return { kind: "problem", problem: unreadable(file, cause) };
  }
}

/** A problem for what the system refused, by its own code. */
export function unreadable(file: string, cause: unknown): ReportProblem {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "unknown reason";
  return {
    kind: "unreadable",
    file,
    message: `"${file}" could not be read (${code}).`,
  };
}

async function* matches(root: string, pattern: string, signal: AbortSignal | undefined): AsyncGenerator<string> {
  const parts = pattern.split("/");
  const wild = parts.findIndex((part) => /[*?[\]{}\\]/.test(part));
  if (wild === -1) {
    const exists = await stat(join(root, pattern)).then(
      (facts) => facts.isFile(),
      () => false,
    );
    if (exists) {
      yield pattern;
    }
    return;
  }
  const matcher = createGlob([pattern]);
  const named = new Set(parts);
  // Only what lies below the part without wildcards is looked at.
  const pending = [parts.slice(0, wild).join("/")];
  for (let directory = pending.pop(); directory !== undefined; directory = pending.pop()) {
    signal?.throwIfAborted();
    const entries = await opendir(join(root, directory)).catch(() => null);
    if (entries === null) {
      continue;
    }
    for await (const entry of entries) {
      const file = directory === "" ? entry.name : `${directory}/${entry.name}`;
      if (entry.isDirectory()) {
        if (!skippedDirectories.has(entry.name) || named.has(entry.name)) {
          pending.push(file);
        }
      } else if (matcher(file)) {
        yield file;
      }
    }
  }
}
