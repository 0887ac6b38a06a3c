import { existsSync } from "node:fs";
import type { ShellCommand } from "./shells.ts";

export interface CommandLine {
  readonly program: string;
  readonly arguments: readonly string[];
}

export interface CommandPlace {
  /** Of the control groups that it joins; see `StageGroup`. */
  readonly joinFiles: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** It is put into groups from outside, and waits for that. */
  readonly waits: boolean;
}

/** What a step's shell exits with when it could not join its control group; a script may do so too. */
export const joinFailed = 125;

/** A file that is there when it was not the script that said so. */
export function joinFailedFile(script: string): string {
  return `${script}.refused`;
}

/**
 * The process that runs a script joins its control groups itself, before the script's first line:
 * so a child cannot be born outside them, as it could if we moved the shell from here after its
 * start. A POSIX shell then reads the script in the same process (`. file`); any other shell is
 * started by /bin/sh, which costs a program start of 0.4 ms, where a bare one takes 1.5.
 */
export function commandLine(shell: ShellCommand, script: string, place: CommandPlace): CommandLine {
  const { joinFiles, environment } = place;
  const giveUp = `{ : >${quoted(joinFailedFile(script))}; exit ${joinFailed}; }`;
  const join = place.waits
    ? "read -r _ <&3; exec 3<&-; "
    : joinFiles.map((file) => `echo 0 >${quoted(file)} || ${giveUp}; `).join("");
  // Also without groups, so that a script finds the same `$0` on every machine.
  if (shell.posix) {
    return { program: shell.program, arguments: [...shell.arguments, "-c", `${join}. ${quoted(script)}`] };
  }

  const shellArguments = shell.passing === "argument" ? [...shell.arguments, script] : shell.arguments;
  if (join === "") return { program: shell.program, arguments: shellArguments };
  // /bin/sh adds these to the environment of what it starts.
  const added = ["PWD", "OLDPWD", "SHLVL"].filter((name) => !Object.hasOwn(environment, name));
  const unset = added.length === 0 ? "" : `unset ${added.join(" ")}; `;
  return {
    program: "/bin/sh",
    arguments: ["-c", `${join}${unset}exec "$@"`, "sh", shell.program, ...shellArguments],
  };
}

/** What keeps whoever runs it from gaining rights, by a program that is another user's: where there is one. */
const noNewPrivileges = ["/usr/bin/setpriv", "/bin/setpriv"];

/** The same for a process that was started as another user, and never becomes yet another. */
export function withoutNewPrivileges({ program, arguments: given }: CommandLine): CommandLine {
  const setpriv = noNewPrivileges.find((path) => existsSync(path));
  return setpriv === undefined
    ? { program, arguments: given }
    : { program: setpriv, arguments: ["--no-new-privs", "--", program, ...given] };
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
