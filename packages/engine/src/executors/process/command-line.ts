import type { ShellCommand } from "./shells.ts";

export interface CommandLine {
  readonly program: string;
  readonly arguments: readonly string[];
}

/** What a step's shell exits with when it could not join its control group. */
export const joinFailed = 125;

/**
 * The shell joins its groups itself, before the first line of the script: a child cannot be born
 * outside them, as it could if we moved the shell from here after its start. A POSIX shell then
 * reads the script in the same process, which saves a program start (0.5 ms); others are started by
 * /bin/sh.
 */
export function commandLine(
  shell: ShellCommand,
  script: string,
  place: { readonly groups: readonly string[]; readonly environment: Readonly<Record<string, string>> },
): CommandLine {
  const { groups, environment } = place;
  const tail = shell.passing === "argument" ? [script] : [];
  if (groups.length === 0) return { program: shell.program, arguments: [...shell.arguments, ...tail] };
  if (shell.posix) {
    const code =
      `for headrace_group do echo 0 >"$headrace_group/cgroup.procs" || exit ${joinFailed}; done; ` +
      `unset headrace_group; set --; . "$0"`;
    return { program: shell.program, arguments: [...shell.arguments, "-c", code, script, ...groups] };
  }
  // A shell adds these to the environment of what it starts.
  const added = ["PWD", "OLDPWD", "SHLVL"].filter((name) => !Object.hasOwn(environment, name));
  const code =
    `while [ "$1" != -- ]; do echo 0 >"$1/cgroup.procs" || exit ${joinFailed}; shift; done; shift; ` +
    `${added.length === 0 ? "" : `unset ${added.join(" ")}; `}exec "$@"`;
  const started = [shell.program, ...shell.arguments, ...tail];
  return { program: "/bin/sh", arguments: ["-c", code, "sh", ...groups, "--", ...started] };
}
