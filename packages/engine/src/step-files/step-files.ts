import { lstatSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { environmentError } from "../environment-error.ts";
import { createMasker, type Masker } from "../masking/masker.ts";
import { parseAssignments } from "./assignments.ts";
import { environmentNameProblem, outputNameProblem } from "./names.ts";
import { readStepFile, type StepFileText } from "./read-step-file.ts";
import { findSecretPlaces } from "./secret-places.ts";

/** The variables that name a step's files. */
export const stepFileVariables = {
  output: "HEADRACE_OUTPUT",
  environment: "HEADRACE_ENV",
  path: "HEADRACE_PATH",
  summary: "HEADRACE_SUMMARY",
} as const;
type StepFileKind = keyof typeof stepFileVariables;
const kinds: readonly StepFileKind[] = ["output", "environment", "path", "summary"];

/** Bytes, per file. What is beyond is not read. */
const fileLimits: Readonly<Record<StepFileKind, number>> = {
  output: 16 * 1024 * 1024,
  environment: 16 * 1024 * 1024,
  path: 1024 * 1024,
  summary: 1024 * 1024,
};
/** Bytes of one output. */
const outputLimit = 1024 * 1024;
/** Bytes of `NAME=value` with its end: Linux starts no program with a longer one. */
const variableLimit = 128 * 1024;

export interface StepFilesOptions {
  /** Hides secrets in the summary and in the lines that problems quote. */
  readonly masker?: Masker;
  /**
   * Directories that stages have left as they found them: one of them is used instead, and put back if nothing was
   * written. Most stages write nothing, and to make and remove a directory for each takes a file system long. Without
   * it the directory is removed.
   */
  readonly spare?: StepDirectory[];
  /** The directory is there, is the stage's own, and holds other things: only the files in it are made and removed. */
  readonly isThere?: boolean;
  /** Told of the directory before a step can use it. */
  made?(directory: string): void;
}

export interface StepDirectory {
  /** Absolute. */
  readonly path: string;
  readonly device: number;
  readonly file: number;
}

/** The files by which the steps of one stage tell the engine something. */
export interface StepFiles {
  /** Files for one more step. They are not made: most steps write none of them. */
  begin(): OpenStepFiles;
  /** Removes the directory, or leaves it to others; call when nothing of the stage runs any more. Idempotent. */
  remove(): void;
}

export interface OpenStepFiles {
  /** To be added to the step's environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** What the step has written; call when it has ended. Never throws for what the step did. */
  read(): StepFileContents;
}

export interface StepFileContents {
  readonly outputs: Readonly<Record<string, string>>;
  /** For the steps that follow. */
  readonly environment: Readonly<Record<string, string>>;
  /** In the order of writing; absolute. The last goes first in PATH, as on GitHub. */
  readonly paths: readonly string[];
  /** Markdown, masked; at most 1 MiB of it was read. */
  readonly summary: string;
  /** What was left out, in words that name file, line and mend. */
  readonly problems: readonly string[];
}

/**
 * @param directory absolute path of a directory that is not there yet, unless said: the stage's own, outside the workspace.
 * Throws `disk-full`, `data-directory-unwritable` or `infrastructure` when it cannot be made.
 */
export function createStepFiles(directory: string, options: StepFilesOptions = {}): StepFiles {
  const { masker = createMasker(), spare, isThere = false, made: tellMade } = options;
  let begun = 0;
  let made: StepDirectory | null = null;

  function make(): StepDirectory {
    try {
      if (!isThere) {
        mkdirSync(directory, { recursive: true, mode: 0o700 });
        tellMade?.(directory);
      }
      const { dev, ino } = lstatSync(directory);
      return { path: directory, device: dev, file: ino };
    } catch (cause) {
      throw environmentError(cause, `make the directory of the steps' files ${directory}`);
    }
  }

  /** One that was left, unless somebody has cleaned the temporary directory since. */
  function takeSpare(): StepDirectory | null {
    const left = spare?.pop();
    return left !== undefined && isStillThere(left) ? left : null;
  }

  return {
    begin() {
      made ??= takeSpare() ?? make();
      const own = made;
      const stem = join(own.path, String(++begun));
      const fileOf = (kind: StepFileKind): string => `${stem}-${kind}`;
      return {
        environment: Object.fromEntries(kinds.map((kind) => [stepFileVariables[kind], fileOf(kind)])),
        read: () => readAll({ made: own, masker, fileOf }),
      };
    },
    remove() {
      if (made === null) return;
      const own = made;
      made = null;
      if (isThere)
        for (const name of stepFilesIn(own) ?? []) rmSync(join(own.path, name), { recursive: true, force: true });
      else if (spare !== undefined && namesIn(own)?.length === 0) spare.push(own);
      // A few small files at most: removed at once, they cost less than a turn of the thread pool.
      else rmSync(own.path, { recursive: true, force: true });
    },
  };
}

/** False too when a step has put another in its place, or a link to one. */
function isStillThere({ path, device, file }: StepDirectory): boolean {
  try {
    const found = lstatSync(path);
    // A link may have got the number of the directory that was removed for it.
    return found.isDirectory() && found.dev === device && found.ino === file;
  } catch {
    return false;
  }
}

/** What is in it; null when it is not there any more. */
function namesIn(directory: StepDirectory): readonly string[] | null {
  try {
    return isStillThere(directory) ? readdirSync(directory.path) : null;
  } catch {
    return null;
  }
}

const stepFile = new RegExp(`^[0-9]+-(?:${kinds.join("|")})$`);

function stepFilesIn(made: StepDirectory): readonly string[] | null {
  return namesIn(made)?.filter((name) => stepFile.test(name)) ?? null;
}

const nothing: StepFileContents = {
  outputs: Object.create(null),
  environment: Object.create(null),
  paths: [],
  summary: "",
  problems: [],
};

interface StepFilesToRead {
  readonly made: StepDirectory;
  readonly masker: Masker;
  fileOf(kind: StepFileKind): string;
}

function readAll({ made, masker, fileOf }: StepFilesToRead): StepFileContents {
  const names = stepFilesIn(made);
  if (names === null) {
    return { ...nothing, problems: [`the step removed or replaced ${made.path}; what it wrote there is lost`] };
  }
  if (names.length === 0) return nothing;

  const problems: string[] = [];
  const read = (kind: StepFileKind): StepFileText => {
    const file = readStepFile(fileOf(kind), fileLimits[kind]);
    if (file.problem !== undefined) problems.push(`${stepFileVariables[kind]}: ${file.problem}`);
    return file;
  };
  // Half a line would be a wrong value, and half a secret one that nobody masks.
  const linesOf = (kind: StepFileKind): string => {
    const { text, cut } = read(kind);
    return cut === true ? text.slice(0, text.lastIndexOf("\n") + 1) : text;
  };
  const summaryOf = ({ text, cut }: StepFileText): string =>
    cut === true ? masker.maskBeginning(text) : masker.maskText(text);
  return {
    outputs: readRecord(linesOf("output"), { kind: "output", problems, masker }),
    environment: readRecord(linesOf("environment"), { kind: "environment", problems, masker }),
    paths: readPaths(linesOf("path"), { problems, masker }),
    summary: summaryOf(read("summary")),
    problems,
  };
}

interface RecordRules {
  readonly kind: "output" | "environment";
  readonly problems: string[];
  readonly masker: Masker;
}

function readRecord(text: string, { kind, problems, masker }: RecordRules): Readonly<Record<string, string>> {
  // Without a prototype: a name that Object has members of is only a name.
  const record: Record<string, string> = Object.create(null);
  const parsed = parseAssignments(text, findSecretPlaces(text, masker));
  const tell = (line: number, problem: string): void => {
    problems.push(`${stepFileVariables[kind]}, line ${line}: ${problem}`);
  };
  for (const { line, message } of parsed.problems) tell(line, message);
  for (const { line, name, value, shown } of parsed.assignments) {
    const problem =
      kind === "output" ? outputProblem(name, { value, shown }) : environmentProblem(name, { value, shown });
    if (problem === null) record[name] = value;
    else tell(line, problem);
  }
  return record;
}

interface ShownValue {
  readonly value: string;
  readonly shown: string;
}

function outputProblem(name: string, { value, shown }: ShownValue): string | null {
  const problem = outputNameProblem(name, shown);
  if (problem !== null) return problem;
  if (value.includes("\0")) return `output "${name}" holds a zero byte; is the file written in UTF-8?`;
  const size = Buffer.byteLength(value);
  // Half a value would be a wrong value, so it is not cut.
  return size <= outputLimit ? null : `output "${name}" has ${size} bytes, more than 1 MiB; pass it as an artifact`;
}

function environmentProblem(name: string, { value, shown }: ShownValue): string | null {
  const problem = environmentNameProblem(name, shown);
  if (problem !== null) return problem;
  if (value.includes("\0")) return `variable "${name}" holds a zero byte; is the file written in UTF-8?`;
  const size = Buffer.byteLength(name) + Buffer.byteLength(value) + 2;
  return size <= variableLimit ? null : `variable "${name}" has ${size} bytes, more than 128 KiB; put it in a file`;
}

function readPaths(text: string, { problems, masker }: Omit<RecordRules, "kind">): readonly string[] {
  const paths: string[] = [];
  const secrets = findSecretPlaces(text, masker);
  let start = 0;
  for (const [index, whole] of text.split("\n").entries()) {
    const line = whole.endsWith("\r") ? whole.slice(0, -1) : whole;
    const shown = secrets.shown({ start, end: start + line.length });
    start += whole.length + 1;
    if (line === "") continue;
    const problem = pathProblem(line, shown);
    if (problem === null) paths.push(line);
    else problems.push(`${stepFileVariables.path}, line ${index + 1}: ${problem}`);
  }
  return paths;
}

function pathProblem(path: string, shown: string): string | null {
  if (path.includes("\0")) return "a path holds a zero byte";
  if (!isAbsolute(path)) return `"${shortened(shown)}" is not absolute; write "$PWD/…"`;
  if (path.includes(":")) return `"${shortened(shown)}" holds a colon, which PATH takes for a separator`;
  return null;
}

function shortened(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 60)}…`;
}
