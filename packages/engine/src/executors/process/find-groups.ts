import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { systemCode } from "./environment-fault.ts";
import type { Hierarchy } from "./hierarchies.ts";
import type { GroupDirectory } from "./stage-group.ts";

/** What the name of every group of ours begins with. */
export const groupMark = "headrace.";

/** Of version 1, in order of preference: `pids` can forbid new processes while a group is ended. */
export const trackingControllers: readonly string[] = ["pids", "freezer", "memory"];

/** Of version 1: what counts processor time. Nothing but a group of its own tells what a stage took. */
export const accountingController = "cpuacct";

/** Levels below a mount at which a dead run's groups are looked for. */
const searchDepth = 8;

/** The groups, in every hierarchy that may hold ours, whose names begin like this. */
export function findGroups(hierarchies: readonly Hierarchy[], prefix: string): readonly GroupDirectory[] {
  return hierarchies
    .filter(mayHoldGroups)
    .flatMap(({ version, controllers, mountPoint }) =>
      findBelow(mountPoint, prefix, searchDepth).map((path) => ({ version, controllers, path })),
    );
}

/**
 * The ids of the processes of a hierarchy but for those in the groups that are left out, with all below them: each process
 * is in one group of it. Null where a group does not tell.
 */
export function membersElsewhere(
  { mountPoint }: Pick<Hierarchy, "mountPoint">,
  isLeftOut: (name: string) => boolean,
): readonly number[] | null {
  const pids: number[] = [];
  const pending = [mountPoint];
  for (let group = pending.pop(); group !== undefined; group = pending.pop()) {
    try {
      // 0 is a process that cannot be seen from here.
      for (const line of readFileSync(join(group, "cgroup.procs"), "utf8").split("\n"))
        if (Number(line) > 0) pids.push(Number(line));
      for (const entry of readdirSync(group, { withFileTypes: true }))
        if (entry.isDirectory() && !isLeftOut(entry.name)) pending.push(join(group, entry.name));
    } catch (error) {
      // It was removed meanwhile, or its processes are told by the group above it, of which it holds single threads.
      if (!["ENOENT", "ENODEV", "EOPNOTSUPP"].includes(systemCode(error) ?? "")) return null;
    }
  }
  return pids;
}

function mayHoldGroups({ version, controllers }: Hierarchy): boolean {
  const ours = [...trackingControllers, accountingController];
  return version === 2 || ours.some((controller) => controllers.includes(controller));
}

function findBelow(directory: string, prefix: string, depth: number): readonly string[] {
  const found: string[] = [];
  let entries: readonly { readonly name: string; isDirectory(): boolean }[];
  try {
    entries = readdirSync(directory, { withFileTypes: true });
  } catch {
    return found;
  }
  for (const entry of entries) {
    if (!entry.isDirectory()) continue;
    const path = join(directory, entry.name);
    if (entry.name.startsWith(prefix)) found.push(path);
    else if (depth > 0) found.push(...findBelow(path, prefix, depth - 1));
  }
  return found;
}
