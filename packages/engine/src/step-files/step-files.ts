import { closeSync, constants, fstatSync, lstatSync, mkdirSync, openSync, readSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { environmentError } from "../environment-error.ts";
import { parseAssignments } from "./parse-assignments.ts";
import { refusedVariable } from "./refused-variable.ts";

/** The files through which the steps of one attempt speak to Headrace. */
export interface StepFiles {
  /** Fresh files for the next step. They are made by the step itself when it first appends. */
  begin(): StepFileSet;
  /** Idempotent. */
  remove(): Promise<void>;
}

export interface StepFileSet {
  /** `HEADRACE_OUTPUT` and its siblings, to be added to the step's environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** What the step wrote. Never throws for what is in the files. */
  read(): StepFileContents;
}

export interface StepFileContents {
  readonly outputs: Readonly<Record<string, string>>;
  readonly environment: Readonly<Record<string, string>>;
  /** In the order written. */
  readonly paths: readonly string[];
  /** Markdown. */
  readonly summary: string;
  /** In words, with the file's variable and the line. */
  readonly problems: readonly string[];
}

/** Bytes of one file that are read. */
const sizeLimit = 1024 * 1024;

const variables = ["HEADRACE_OUTPUT", "HEADRACE_ENV", "HEADRACE_PATH", "HEADRACE_SUMMARY"] as const;
type FileVariable = (typeof variables)[number];

/** `directory` is absolute, private to the attempt, and made when the first step begins. */
export function createStepFiles(directory: string): StepFiles {
  let steps = 0;
  return {
    begin() {
      steps += 1;
      if (steps === 1) makeDirectory(directory);
      const number = steps;
      const pathOf = (variable: FileVariable): string =>
        join(directory, `${number}-${variable.slice("HEADRACE_".length).toLowerCase()}`);
      return {
        environment: Object.fromEntries(variables.map((variable) => [variable, pathOf(variable)])),
        read: () => readAll(pathOf),
      };
    },
    remove: () => rm(directory, { recursive: true, force: true, maxRetries: 3 }),
  };
}

function makeDirectory(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw environmentError(cause, `make the directory ${directory}`);
  }
}

function readAll(pathOf: (variable: FileVariable) => string): StepFileContents {
  const problems: string[] = [];
  const read = (variable: FileVariable): string => {
    const file = readWhole(pathOf(variable));
    if (file.problem !== undefined) problems.push(`$${variable} ${file.problem}`);
    return file.text;
  };
  const assignments = (variable: FileVariable): Record<string, string> => {
    const parsed = parseAssignments(read(variable));
    for (const { line, message } of parsed.problems) problems.push(`line ${line} of $${variable}: ${message}`);
    return parsed.values;
  };
  const outputs = assignments("HEADRACE_OUTPUT");
  const environment = assignments("HEADRACE_ENV");
  for (const name of Object.keys(environment)) {
    const reason = refusedVariable(name);
    if (reason === null) continue;
    Reflect.deleteProperty(environment, name);
    problems.push(`$HEADRACE_ENV may not set ${name}: ${reason}`);
  }
  const paths = read("HEADRACE_PATH")
    .split(/\r?\n/)
    .filter((line) => line !== "");
  return { outputs, environment, paths, summary: read("HEADRACE_SUMMARY"), problems };
}

/**
 * A step may have put anything in the file's place. A link is not followed and a pipe not waited for:
 * what is read here is shown to people and handed to other stages.
 */
function readWhole(path: string): { readonly text: string; readonly problem?: string } {
  const facts = lstatSync(path, { throwIfNoEntry: false });
  if (facts === undefined) return { text: "" };
  if (!facts.isFile()) return { text: "", problem: "is not a regular file and was not read" };
  let descriptor: number;
  try {
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch {
    return { text: "", problem: "cannot be read" };
  }
  try {
    const { size } = fstatSync(descriptor);
    const buffer = Buffer.alloc(Math.min(size, sizeLimit));
    const length = readSync(descriptor, buffer, 0, buffer.length, 0);
    const text = buffer.toString("utf8", 0, length);
    if (size <= sizeLimit) return { text };
    return { text: text.slice(0, text.lastIndexOf("\n") + 1), problem: `has ${size} bytes; only the first ${sizeLimit} count` };
  } finally {
    closeSync(descriptor);
  }
}
