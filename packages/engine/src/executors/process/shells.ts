import { accessSync, constants, existsSync, statSync } from "node:fs";
import { delimiter, isAbsolute, join, resolve } from "node:path";

/** How a step's script is given to its shell. */
export type ScriptPassing =
  /** As the last argument. */
  | "argument"
  /** As standard input, at whose end the script reads nothing, as from /dev/null. */
  | "stdin";

export interface ShellCommand {
  /** Absolute path. */
  readonly program: string;
  readonly arguments: readonly string[];
  readonly passing: ScriptPassing;
  /** Of the script's file, with its dot; programs name it in their messages. */
  readonly extension: string;
  /** It takes code after `-c`, and reads a file by `. file`. */
  readonly posix: boolean;
}

export interface ShellRequest {
  readonly shell: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly workingDirectory: string;
}

/** What `make` and system(3) take for `sh`, whatever PATH says. */
const standardShell = "/bin/sh";

/** Finds the program of a shell: `sh` where systems have it, others in the step's own PATH. Null when there is none. */
export function findShell(request: ShellRequest): ShellCommand | null {
  switch (request.shell) {
    case "sh": {
      const program = existing(standardShell) ?? findProgram("sh", request);
      return program === null
        ? null
        : { program, arguments: ["-e"], passing: "argument", extension: ".sh", posix: true };
    }
    case "bash": {
      const program = findProgram("bash", request);
      const bashArguments = ["--noprofile", "--norc", "-eo", "pipefail"];
      return program === null
        ? null
        : { program, arguments: bashArguments, passing: "argument", extension: ".sh", posix: true };
    }
    case "python": {
      const program = findProgram("python3", request) ?? findProgram("python", request);
      return program === null ? null : { program, arguments: [], passing: "argument", extension: ".py", posix: false };
    }
    case "node":
      // From standard input, `require` and `import` look where the step runs. From a file they
      // would look beside that file, where no project has its modules.
      return { program: process.execPath, arguments: ["-"], passing: "stdin", extension: ".js", posix: false };
    default: {
      const program = findProgram(request.shell, request);
      return program === null ? null : { program, arguments: [], passing: "argument", extension: "", posix: false };
    }
  }
}

function findProgram(name: string, request: ShellRequest): string | null {
  if (name === "") return null;
  if (name.includes("/")) return existing(resolve(request.workingDirectory, name));
  for (const directory of (request.environment.PATH ?? "").split(delimiter)) {
    // A relative entry would let the workspace's files stand in for the shell.
    if (!isAbsolute(directory)) continue;
    const found = existing(join(directory, name));
    if (found !== null) return found;
  }
  return null;
}

function existing(program: string): string | null {
  // Most entries of PATH do not have it, which is told faster so.
  if (!existsSync(program)) return null;
  const status = statSync(program, { throwIfNoEntry: false });
  if (status === undefined || !status.isFile()) return null;
  try {
    accessSync(program, constants.X_OK);
    return program;
  } catch {
    return null;
  }
}
