import { mkdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { HeadraceError } from "@headrace/pipeline";
import { environmentFault, systemCode } from "./environment-fault.ts";
import { accountingController, findGroups, groupMark, membersElsewhere, trackingControllers } from "./find-groups.ts";
import { canHoldGroups, type Hierarchy, memoryParent, readHierarchies } from "./hierarchies.ts";
import { createStageGroup, type GroupDirectory, type StageGroup } from "./stage-group.ts";

/** The control groups of one executor: one for each stage, made at its start, removed at its end. */
export interface ControlGroups {
  /** Null where no groups can be made. `memory` in bytes. Throws `infrastructure` where it cannot be limited. */
  create(name: GroupName, memory: number | undefined): StageGroup | null;
  /** Why a memory limit cannot be set here, with what to do; null when it can. */
  readonly memoryRefusal: string | null;
  /** The groups that other processes made for this execution. */
  leftovers(executionId: string, ownNonce: string): readonly StageGroup[];
  /** The ids of all processes that are in no group made with this nonce; null where nothing tells that. */
  outsiders(nonce: string): readonly number[] | null;
}

export interface GroupName {
  readonly executionId: string;
  readonly nonce: string;
  readonly session: number;
}

/** Where groups of each purpose are made. */
interface Places {
  /** Only to know which processes are the stage's. */
  readonly tracking: Place | null;
  readonly memory: Place | null;
  /** Only to know what the stage took; of version 1, where the group that tracks does not say it. */
  readonly accounting: Place | null;
}

interface Place {
  readonly hierarchy: Hierarchy;
  readonly parent: string;
}

/** `use: false` makes none; what a dead run left in groups is found all the same. */
export function createControlGroups(options: {
  readonly use: boolean;
  /** Those of this machine unless said. */
  readonly hierarchies?: readonly Hierarchy[];
}): ControlGroups {
  const hierarchies = options.hierarchies ?? readHierarchies();
  const places = options.use ? findPlaces(hierarchies) : { tracking: null, memory: null, accounting: null };

  return {
    memoryRefusal: places.memory === null ? explainRefusal(hierarchies) : null,

    create(name, memory) {
      const { tracking, accounting } = places;
      const limited = memory === undefined ? null : places.memory;
      if (memory !== undefined && limited === null) {
        throw new HeadraceError("infrastructure", `could not limit memory: ${explainRefusal(hierarchies)}`);
      }
      // Version 2 has one hierarchy: the group that limits also tracks.
      const chosen = limited?.hierarchy.version === 2 ? [limited] : distinct([tracking, accounting, limited]);
      if (chosen.length === 0) return null;

      const directories = chosen.map((place) => directoryIn(place, name));
      const group = createStageGroup(directories, { limitsMemory: limited !== null });
      try {
        for (const { path } of directories) mkdirSync(path);
        if (memory !== undefined && limited !== null) limitMemory(directoryIn(limited, name), memory);
      } catch (cause) {
        group.removeNow();
        throw environmentFault("make a control group", cause);
      }
      return group;
    },

    leftovers(executionId, ownNonce) {
      const prefix = `${groupPrefix(executionId)}.`;
      const ownPrefix = `${prefix}${ownNonce}.`;
      return findGroups(hierarchies, prefix)
        .filter(({ path }) => !basename(path).startsWith(ownPrefix))
        .map((directory) => createStageGroup([directory], { limitsMemory: false }));
    },

    outsiders(nonce) {
      return places.tracking === null
        ? null
        : membersElsewhere(places.tracking.hierarchy, (name) => isMadeWith(name, nonce));
    },
  };
}

function groupPrefix(executionId: string): string {
  return `${groupMark}${executionId.replace(/[^A-Za-z0-9_-]/g, "_")}`;
}

function groupName(name: GroupName): string {
  return `${groupPrefix(name.executionId)}.${name.nonce}.${name.session}`;
}

function isMadeWith(name: string, nonce: string): boolean {
  return name.startsWith(groupMark) && name.split(".").at(-2) === nonce;
}

function directoryIn({ hierarchy, parent }: Place, name: GroupName): GroupDirectory {
  return { version: hierarchy.version, controllers: hierarchy.controllers, path: join(parent, groupName(name)) };
}

/** One hierarchy may serve several purposes. */
function distinct(places: readonly (Place | null)[]): readonly Place[] {
  return [...new Map(places.flatMap((place) => (place === null ? [] : [[place.parent, place]]))).values()];
}

function findPlaces(hierarchies: readonly Hierarchy[]): Places {
  const unified = hierarchies.find(({ version }) => version === 2);
  const older = (controller: string): Place | null => {
    const hierarchy = hierarchies.find(({ controllers }) => controllers.includes(controller));
    return hierarchy !== undefined && canHoldGroups(hierarchy.own) ? { hierarchy, parent: hierarchy.own } : null;
  };

  const memoryDirectory = unified === undefined ? null : memoryParent(unified);
  const memory: Place | null =
    unified === undefined || memoryDirectory === null
      ? older("memory")
      : { hierarchy: unified, parent: memoryDirectory };
  // Version 1 first, where both are: to join it, a process need not wait.
  const olderPlace = trackingControllers.map(older).find((place) => place !== null);
  if (olderPlace !== undefined) return { tracking: olderPlace, memory, accounting: older(accountingController) };
  const tracking: Place | null =
    unified !== undefined && canHoldGroups(unified.own) ? { hierarchy: unified, parent: unified.own } : null;
  return { tracking, memory, accounting: null };
}

function explainRefusal(hierarchies: readonly Hierarchy[]): string {
  if (hierarchies.length === 0)
    return "this system has no control groups; leave resources.memory out, or run it on Linux";
  return (
    "this process may not make control groups with a memory controller; " +
    "run it as root, or by `systemd-run --user --scope -p Delegate=yes`, or leave resources.memory out"
  );
}

function limitMemory(directory: GroupDirectory, bytes: number): void {
  if (directory.version === 2) {
    write(directory.path, "memory.max", bytes);
    writeWherePresent(directory.path, "memory.swap.max", 0);
    writeWherePresent(directory.path, "memory.oom.group", 1);
  } else {
    write(directory.path, "memory.limit_in_bytes", bytes);
    // Memory and swap together, so that the limit cannot be passed by swapping.
    writeWherePresent(directory.path, "memory.memsw.limit_in_bytes", bytes);
  }
}

function write(directory: string, file: string, value: number): void {
  // No `O_CREAT`: a file that a control group does not have cannot be made.
  writeFileSync(join(directory, file), String(value), { flag: "r+" });
}

function writeWherePresent(directory: string, file: string, value: number): void {
  try {
    write(directory, file, value);
  } catch (error) {
    if (systemCode(error) !== "ENOENT") throw error;
  }
}
