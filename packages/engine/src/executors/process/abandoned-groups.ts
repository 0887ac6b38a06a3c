import { rmdirSync, statSync } from "node:fs";
import { findGroups, groupMark } from "./find-groups.ts";
import { type Hierarchy, readHierarchies } from "./hierarchies.ts";

/** Milliseconds for which a killed run may still be resumed, which finds its processes by their group. */
const patience = 7 * 24 * 60 * 60 * 1000;

/**
 * Removes the control groups that killed runs left a week ago, by the system's clock, and that hold no process; the system
 * itself refuses to remove one that does.
 */
export function removeAbandonedGroups(
  options: {
    /** Epoch milliseconds; the time that it is unless said. */
    readonly now?: number;
    /** Those of this machine unless said. */
    readonly hierarchies?: readonly Hierarchy[];
  } = {},
): void {
  const oldest = (options.now ?? Date.now()) - patience;
  for (const { path } of findGroups(options.hierarchies ?? readHierarchies(), groupMark)) {
    try {
      if (statSync(path).mtimeMs < oldest) rmdirSync(path);
    } catch {
      // Somebody is in it, or was quicker.
    }
  }
}
