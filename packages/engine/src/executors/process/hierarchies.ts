import { accessSync, constants, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";

/** A mounted control group hierarchy, seen from this process. Source: cgroups(7). */
export interface Hierarchy {
  readonly version: 1 | 2;
  /** Of version 1: what is mounted here (`memory`; `name=systemd` for a named one). */
  readonly controllers: readonly string[];
  readonly mountPoint: string;
  /** Directory of the group that this process is in. */
  readonly own: string;
}

/** Empty where there are no control groups: on other systems, or with /proc hidden. */
export function readHierarchies(): readonly Hierarchy[] {
  if (process.platform !== "linux") return [];
  try {
    return parseHierarchies(readFileSync("/proc/self/mountinfo", "utf8"), readFileSync("/proc/self/cgroup", "utf8"));
  } catch {
    return [];
  }
}

/** From the texts of /proc/self/mountinfo and /proc/self/cgroup. */
export function parseHierarchies(mountInfo: string, membership: string): readonly Hierarchy[] {
  const paths = parseMembership(membership);
  const hierarchies: Hierarchy[] = [];
  for (const line of mountInfo.split("\n")) {
    const [left = "", right = ""] = line.split(" - ");
    const [, , , root = "", escapedMountPoint = ""] = left.split(" ");
    const [type, , superOptions = ""] = right.split(" ");
    if (type !== "cgroup" && type !== "cgroup2") continue;

    const mountPoint = unescapeMountPath(escapedMountPoint);
    const options = superOptions.split(",");
    const entry = paths.find(({ controllers }) =>
      type === "cgroup2" ? controllers.length === 0 : controllers.some((controller) => options.includes(controller)),
    );
    if (entry === undefined) continue;
    hierarchies.push({
      version: type === "cgroup2" ? 2 : 1,
      controllers: entry.controllers,
      mountPoint,
      own: join(mountPoint, below(unescapeMountPath(root), entry.path)).replace(/\/+$/, ""),
    });
  }
  return hierarchies;
}

function parseMembership(text: string): readonly { readonly controllers: readonly string[]; readonly path: string }[] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      // The path may itself hold colons.
      const [, controllers = "", ...path] = line.split(":");
      return { controllers: controllers === "" ? [] : controllers.split(","), path: path.join(":") };
    });
}

/** In a container the mount shows only the part of the hierarchy below `root`. */
function below(root: string, path: string): string {
  if (root === "/" || path.startsWith("/..")) return path.startsWith("/..") ? "/" : path;
  if (path === root || path.startsWith(`${root}/`)) return path.slice(root.length) || "/";
  return "/";
}

function unescapeMountPath(path: string): string {
  return path.replace(/\\([0-7]{3})/g, (_match, code: string) => String.fromCharCode(Number.parseInt(code, 8)));
}

/** Whether groups can be made in this one, and processes of the own group moved into them. */
export function canHoldGroups(directory: string): boolean {
  try {
    accessSync(directory, constants.W_OK);
    accessSync(join(directory, "cgroup.procs"), constants.W_OK);
    return statSync(directory).isDirectory();
  } catch {
    return false;
  }
}

/**
 * Of version 2: the nearest group, from the own one upwards, that hands the memory controller on to
 * groups made in it. The own group rarely does: a group with processes must not, but for the root.
 */
export function memoryParent(hierarchy: Hierarchy): string | null {
  for (const directory of [hierarchy.own, dirname(hierarchy.own)]) {
    if (!directory.startsWith(hierarchy.mountPoint)) continue;
    if (!canHoldGroups(directory)) continue;
    try {
      const controllers = readFileSync(join(directory, "cgroup.subtree_control"), "utf8");
      if (/\bmemory\b/.test(controllers)) return directory;
    } catch {
      // Not a version 2 group after all.
    }
  }
  return null;
}
