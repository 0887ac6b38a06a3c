/** Lines of POSIX sh that say plainly which tool is missing. */
export function requireTool(type: string, tool: string, install: string): string {
  return `command -v ${tool} >/dev/null 2>&1 || { echo "${type}: ${tool} is not installed here. ${install}" >&2; exit 127; }`;
}

/**
 * Lines of POSIX sh that stop when `tool` is not of the version asked for by `$variable`: `24` takes every 24.x.
 * `actual` is a command that prints the version.
 */
export function requireVersion(
  type: string,
  tool: string,
  { variable, actual }: { variable: string; actual: string },
): string {
  return `if [ -n "$${variable}" ]; then
  actual=$(${actual})
  case "$actual." in
    "$${variable}".*) ;;
    *) echo "${type}: ${tool} $${variable} is asked for, but $actual is installed here." >&2; exit 1 ;;
  esac
fi`;
}
