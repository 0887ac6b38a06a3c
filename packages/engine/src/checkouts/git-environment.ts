/**
 * Settings of every call. Nothing that a repository holds may run a program here: no hooks, no file system monitor, and
 * without a filter in the settings the filters that `.gitattributes` name do nothing.
 */
const fixedSettings: readonly (readonly [string, string])[] = [
  ["core.hooksPath", "/dev/null"],
  ["core.fsmonitor", "false"],
  ["core.attributesFile", "/dev/null"],
  ["core.excludesFile", "/dev/null"],
  ["core.autocrlf", "false"],
  ["core.eol", "lf"],
  ["core.symlinks", "true"],
  ["core.fileMode", "true"],
  ["core.protectHFS", "true"],
  ["core.protectNTFS", "true"],
  ["credential.helper", ""],
  // A redirect is looked at before it is followed: it may lead to a host that must not be reached, or known to.
  ["http.followRedirects", "false"],
  ["http.lowSpeedLimit", "1000"],
  ["http.lowSpeedTime", "60"],
  ["transfer.bundleURI", "false"],
  ["fetch.unpackLimit", "1"],
  ["submodule.recurse", "false"],
  // Housekeeping in the background would outlive the call.
  ["gc.auto", "0"],
  ["maintenance.auto", "false"],
  ["advice.detachedHead", "false"],
];

/** What git sees: nothing of the server's own environment but where programs lie. */
export function gitEnvironment(
  home: string,
  settings: readonly (readonly [string, string])[] = [],
): Record<string, string> {
  const all = [...fixedSettings, ...settings];
  const environment: Record<string, string> = {
    PATH: process.env.PATH ?? "/usr/local/bin:/usr/bin:/bin",
    HOME: home,
    LC_ALL: "C.UTF-8",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_ATTR_NOSYSTEM: "1",
    GIT_TERMINAL_PROMPT: "0",
    GIT_OPTIONAL_LOCKS: "0",
    GIT_NO_REPLACE_OBJECTS: "1",
    // Nothing may be reached unless the call says so.
    GIT_ALLOW_PROTOCOL: "none",
    GIT_CONFIG_COUNT: String(all.length),
  };
  for (const [index, [name, value]] of all.entries()) {
    environment[`GIT_CONFIG_KEY_${index}`] = name;
    environment[`GIT_CONFIG_VALUE_${index}`] = value;
  }
  return environment;
}
