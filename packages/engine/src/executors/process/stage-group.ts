import { readdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { StageUse } from "@headrace/execution";
import { systemCode } from "./environment-fault.ts";
import { accountingController } from "./find-groups.ts";
import type { ProcessFinder, ProcessReference } from "./process-finder.ts";
import { referenceTo } from "./process-table.ts";

export interface GroupDirectory {
  readonly version: 1 | 2;
  /** As its hierarchy has them. */
  readonly controllers: readonly string[];
  readonly path: string;
}

/** The control group of one stage: in one hierarchy, or of version 1 in one for each purpose. */
export interface StageGroup extends ProcessFinder {
  readonly directories: readonly string[];
  /**
   * A process of one thread joins by writing 0 to each. Of version 1 that is `tasks`, which moves one thread: whoever moves a
   * whole process waits until every processor has seen it, 8 ms unless somebody else just did (Linux 6.18).
   */
  readonly joinFiles: readonly string[];
  readonly limitsMemory: boolean;
  /** How often the kernel has ended one of its processes for want of memory. */
  outOfMemoryKills(): number;
  /** What its processes have taken, those that have ended too. */
  used(): StageUse;
  /** Ends everything in it at once, where the kernel can; a loop that forks faster than we look does not escape. */
  killAll(): void;
  /** Removes the empty group. Its last processes may still be on their way out, so it tries for a while. */
  remove(): Promise<void>;
  /** Removes what can be removed at once. */
  removeNow(): void;
}

const removePatience = 2_000;

export function createStageGroup(
  directories: readonly GroupDirectory[],
  { limitsMemory }: Pick<StageGroup, "limitsMemory">,
): StageGroup {
  let left = directories;

  function removeNow(): boolean {
    left = left.filter(({ path }) => !removeTree(path));
    return left.length === 0;
  }

  return {
    directories: directories.map(({ path }) => path),
    joinFiles: directories.map(({ version, path }) => join(path, version === 2 ? "cgroup.procs" : "tasks")),
    limitsMemory,

    async find() {
      const pids = new Set(left.flatMap(members));
      pids.delete(process.pid);
      return [...pids].map(referenceTo).filter((found): found is ProcessReference => found !== null);
    },

    outOfMemoryKills() {
      return directories.reduce((sum, directory) => sum + outOfMemoryKills(directory), 0);
    },

    used() {
      return Object.assign({}, ...directories.map(usedIn));
    },

    killAll() {
      for (const { version, path } of left) {
        if (version === 2) writeQuietly(join(path, "cgroup.kill"), "1");
        else writeQuietly(join(path, "pids.max"), "0");
      }
    },

    async remove() {
      const deadline = performance.now() + removePatience;
      let wait = 1;
      while (!removeNow() && performance.now() < deadline) {
        await pause(wait);
        wait = Math.min(wait * 2, 100);
      }
    },

    removeNow() {
      removeNow();
    },
  };
}

/** The processes of a group and of the groups inside it: a run inside a stage makes its own there. */
function members(directory: GroupDirectory): readonly number[] {
  const { version, path } = directory;
  if (version === 2 && read(join(path, "cgroup.events"))?.includes("populated 0") === true) return [];
  const pids = (read(join(path, "cgroup.procs")) ?? "").split("\n").map(Number);
  const inner = subdirectories(path).flatMap((name) => members({ ...directory, path: join(path, name) }));
  return [...pids, ...inner].filter((pid) => pid > 0);
}

function outOfMemoryKills({ version, path }: GroupDirectory): number {
  const text = read(join(path, version === 2 ? "memory.events" : "memory.oom_control"));
  return Number(/^oom_kill (\d+)$/m.exec(text ?? "")?.[1] ?? 0);
}

/** Memory is counted where the controller is on, which is so in a group that limits it. */
function usedIn({ version, controllers, path }: GroupDirectory): StageUse {
  const ofVersion2 = version === 2;
  const microseconds = ofVersion2 ? /^usage_usec (\d+)$/m.exec(read(join(path, "cpu.stat")) ?? "")?.[1] : undefined;
  const nanoseconds = controllers.includes(accountingController) ? read(join(path, "cpuacct.usage")) : null;
  const countsMemory = ofVersion2 || controllers.includes("memory");
  const peak = countsMemory ? read(join(path, ofVersion2 ? "memory.peak" : "memory.max_usage_in_bytes")) : null;
  return {
    ...(microseconds === undefined ? {} : { cpuMs: Math.round(Number(microseconds) / 1e3) }),
    ...(nanoseconds === null ? {} : { cpuMs: Math.round(Number(nanoseconds) / 1e6) }),
    ...(peak === null ? {} : { peakMemory: Number(peak) }),
  };
}

/** Whether nothing is left of it. */
function removeTree(path: string): boolean {
  // Most groups hold no others, so they are looked for only when this one cannot be removed.
  if (removeGroup(path)) return true;
  for (const name of subdirectories(path)) removeTree(join(path, name));
  return removeGroup(path);
}

function removeGroup(path: string): boolean {
  try {
    rmdirSync(path);
    return true;
  } catch (error) {
    return systemCode(error) === "ENOENT";
  }
}

function subdirectories(path: string): readonly string[] {
  try {
    return readdirSync(path, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name);
  } catch {
    return [];
  }
}

function read(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}

/** These files are younger than the hierarchy itself; without them the slower way remains. */
function writeQuietly(path: string, text: string): void {
  try {
    writeFileSync(path, text, { flag: "r+" });
  } catch {
    // Not there, or the group is gone.
  }
}
