import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { mkdtempDisposable } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { removeAbandonedGroups } from "../../src/executors/process/abandoned-groups.ts";
import { createControlGroups } from "../../src/executors/process/control-groups.ts";
import { endProcesses } from "../../src/executors/process/end-processes.ts";
import { canHoldGroups, parseHierarchies, readHierarchies } from "../../src/executors/process/hierarchies.ts";
import { createProcessExecutor } from "../../src/executors/process/process-executor.ts";
import { listProcesses, parsePs } from "../../src/executors/process/process-table.ts";
import { isRunning, pidsIn } from "./processes.ts";
import { startStep } from "./start-step.ts";

const day = 24 * 60 * 60 * 1000;

test("a desktop with version 2 alone: the group of the terminal's scope", () => {
  const mountInfo = [
    "22 28 0:21 / /proc rw,nosuid - proc proc rw",
    "30 23 0:26 / /sys/fs/cgroup rw,nosuid,nodev,noexec,relatime shared:9 - cgroup2 cgroup2 rw,nsdelegate,memory_recursiveprot",
  ].join("\n");
  const membership = "0::/user.slice/user-1000.slice/user@1000.service/app.slice/app-term:1.scope\n";
  expect(parseHierarchies(mountInfo, membership)).toEqual([
    {
      version: 2,
      controllers: [],
      mountPoint: "/sys/fs/cgroup",
      own: "/sys/fs/cgroup/user.slice/user-1000.slice/user@1000.service/app.slice/app-term:1.scope",
    },
  ]);
});

test("both versions at once, with controllers mounted together and apart", () => {
  const mountInfo = [
    "31 23 0:28 / /sys/fs/cgroup rw - tmpfs tmpfs rw,mode=755",
    "32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw,nosuid - cgroup cgroup rw,cpu,cpuacct",
    "33 31 0:30 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory",
    "34 31 0:31 / /sys/fs/cgroup/systemd rw - cgroup cgroup rw,xattr,name=systemd",
    "35 31 0:32 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw",
  ].join("\n");
  const membership = "4:memory:/agent/7\n3:cpu,cpuacct:/\n2:name=systemd:/init.scope\n0::/\n";
  expect(parseHierarchies(mountInfo, membership).map(({ version, own }) => `${version} ${own}`)).toEqual([
    "1 /sys/fs/cgroup/cpu,cpuacct",
    "1 /sys/fs/cgroup/memory/agent/7",
    "1 /sys/fs/cgroup/systemd/init.scope",
    "2 /sys/fs/cgroup/unified",
  ]);
});

test("inside a container the mount shows only a part, and a blank in a path is written as a code", () => {
  const mountInfo = [
    "700 600 0:30 /docker/ab12 /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory",
    "701 600 0:31 / /mnt/my\\040groups rw - cgroup2 none rw",
  ].join("\n");
  expect(parseHierarchies(mountInfo, "4:memory:/docker/ab12/inner\n0::/../outside\n")).toMatchObject([
    { own: "/sys/fs/cgroup/memory/inner" },
    { mountPoint: "/mnt/my groups", own: "/mnt/my groups" },
  ]);
});

test("what killed runs left empty is removed once it is old, at any depth, and nothing else", async () => {
  await using directory = await mkdtempDisposable(join(tmpdir(), "groups-"));
  const hierarchies = [{ version: 2 as const, controllers: [], mountPoint: directory.path, own: directory.path }];
  const inside = (name: string): string => join(directory.path, name);
  for (const name of ["headrace.0197.n.1", "app.slice/headrace.0198.n.2", "headrace.0199.n.3/held", "other.1"]) {
    mkdirSync(inside(name), { recursive: true });
  }
  removeAbandonedGroups({ now: Date.now() + 6 * day, hierarchies });
  expect(existsSync(inside("headrace.0197.n.1"))).toBe(true);
  removeAbandonedGroups({ now: Date.now() + 8 * day, hierarchies });
  expect(readdirSync(directory.path, { recursive: true }).toSorted()).toEqual([
    "app.slice",
    "headrace.0199.n.3",
    "headrace.0199.n.3/held",
    "other.1",
  ]);
});

test("nothing to read, nothing found", () => {
  expect(parseHierarchies("", "")).toEqual([]);
  const groups = createControlGroups({ use: true, hierarchies: [] });
  expect(groups.create({ executionId: "0197", nonce: "n", session: 1 }, undefined)).toBeNull();
  expect(groups.memoryRefusal).toContain("no control groups");
  expect(groups.leftovers("0197", "n")).toEqual([]);
});

const groupName = { executionId: "0197-kinds", nonce: "0123456789ab", session: 1 };
/** Each kind of hierarchy that this machine has and lets us use, by itself. */
const kinds = readHierarchies()
  .filter(({ version, controllers }) => version === 2 || ["pids", "freezer", "memory"].includes(controllers[0] ?? ""))
  .filter(({ own }) => canHoldGroups(own))
  .map((hierarchy) => ({ hierarchy, kind: hierarchy.version === 2 ? "version 2" : hierarchy.controllers.join(",") }));

test.each(kinds)("a group of $kind holds what is started in it, ends it, and is removed", async ({ hierarchy }) => {
  const groups = createControlGroups({ use: true, hierarchies: [hierarchy] });
  const group = groups.create(groupName, undefined);
  expect(group?.directories).toHaveLength(1);
  const directory = group?.directories[0] ?? "";
  // Each of a row of processes starts the next one and ends: whoever looks for ids alone is always late.
  const respawn = `echo 0 >'${group?.joinFiles[0]}'; next() { setsid sh -c "$1" sh "$1" & }; `;
  const child = spawn("/bin/sh", ["-c", `${respawn} next 'sleep 0.01; setsid sh -c "$1" sh "$1" & exit'; sleep 60`], {
    stdio: "ignore",
  });
  const exited = new Promise((resolve) => child.once("exit", resolve));
  try {
    await eventuallyTrue(async () => ((await group?.find()) ?? []).length >= 2);
    expect(groups.leftovers("0197-kinds", "0123456789ab")).toEqual([]);
    expect(groups.leftovers("0197-kinds", "another")).toHaveLength(1);
    if (group !== null) await endProcesses(group, { gracePeriod: 0 });
    await exited;
    expect(await group?.find()).toEqual([]);
  } finally {
    group?.killAll();
    child.kill("SIGKILL");
    await group?.remove();
  }
  expect(existsSync(directory)).toBe(false);
});

test.each(kinds)("who is in no stage's group is told without a look at those who are: $kind", async ({ hierarchy }) => {
  const groups = createControlGroups({ use: true, hierarchies: [hierarchy] });
  const group = groups.create(groupName, undefined);
  const child = spawn("/bin/sh", ["-c", `echo 0 >'${group?.joinFiles[0]}'; sleep 60`], { stdio: "ignore" });
  const exited = new Promise((resolve) => child.once("exit", resolve));
  try {
    await eventuallyTrue(async () => ((await group?.find()) ?? []).length >= 2);
    const outside = groups.outsiders(groupName.nonce);
    expect(outside).toContain(process.pid);
    expect(outside).not.toContain(child.pid);
    expect(groups.outsiders("another")).toContain(child.pid);
  } finally {
    if (group !== null) await endProcesses(group, { gracePeriod: 0 });
    child.kill("SIGKILL");
    await exited;
    await group?.remove();
  }
  expect(createControlGroups({ use: false }).outsiders(groupName.nonce)).toBeNull();
});

const withMemory = kinds.filter(
  ({ hierarchy }) => createControlGroups({ use: true, hierarchies: [hierarchy] }).memoryRefusal === null,
);
test.each(withMemory)("one hierarchy alone can follow a stage and limit its memory: $kind", async ({ hierarchy }) => {
  const group = createControlGroups({ use: true, hierarchies: [hierarchy] }).create(groupName, 64 * 1024 * 1024);
  expect(group?.directories).toHaveLength(1);
  expect(group?.limitsMemory).toBe(true);
  expect(group?.used()).toMatchObject({ peakMemory: 0 });
  await group?.remove();
});

test.runIf(kinds.length > 0)(
  "a group that was removed from outside is the surroundings' fault, not the script's",
  async () => {
    const executor = createProcessExecutor();
    const session = await executor.open({ executionId: "0197-gone", instance: "b", attempt: 1, workspace: "/" });
    const step = (script: string) =>
      startStep(session, { script, shell: "sh", workingDirectory: "/", environment: { PATH: "/usr/bin:/bin" } }).exit;
    expect(await step("exit 125")).toEqual({ exitCode: 125, outOfMemory: false });
    for (const group of createControlGroups({ use: true }).leftovers("0197-gone", "another")) await group.remove();
    await expect(step("exit 0")).rejects.toMatchObject({ code: "infrastructure" });
    await executor.close();
  },
);

test.runIf(kinds.length > 0)("what moves itself to another group is ended with its stage all the same", async () => {
  const executor = createProcessExecutor();
  const session = await executor.open({ executionId: "0197-moved", instance: "b", attempt: 1, workspace: "/" });
  const leave = kinds.map(({ hierarchy }) => `echo 0 >'${hierarchy.own}/cgroup.procs'`).join("\n");
  const script = `${leave}\nsleep 60 & echo child=$!\nsetsid sleep 60 & echo session=$!\necho shell=$$\necho ready\nwait`;
  const environment = { PATH: "/usr/bin:/bin" };
  const step = startStep(session, { script, shell: "sh", workingDirectory: "/", environment, gracePeriod: 100 });
  await step.printed("ready");
  step.stop();
  await step.exit;
  await executor.close();
  expect(pidsIn(step.text("stdout"))).toHaveLength(3);
  expect(pidsIn(step.text("stdout")).filter(isRunning)).toEqual([]);
});

async function eventuallyTrue(condition: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 500 && !(await condition()); tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

test("a machine without /proc: what ps says of a process, its parent, its group and its mark", () => {
  const text = [
    "  101     1   101   501 Ss   /bin/sh -e 3.sh PATH=/bin HEADRACE_EXECUTION_MARK=a/1.1,b/2.2 HOME=/x",
    "  102   101   101   501 Z    (sleep)",
    "  103   101   101   502 S    sleep 60",
    "not a process",
  ].join("\n");
  expect(parsePs(text)).toEqual([
    { pid: 101, parent: 1, processGroup: 101, user: 501, session: 0, startTime: "", tokens: ["a/1.1", "b/2.2"] },
    { pid: 103, parent: 101, processGroup: 101, user: 502, session: 0, startTime: "", tokens: [] },
  ]);
});

test("ps of this machine is read as well", () => {
  const text = execFileSync("ps", ["axeww", "-o", "pid=,ppid=,pgid=,uid=,stat=,command="], { encoding: "latin1" });
  const own = parsePs(text).find(({ pid }) => pid === process.pid);
  expect(own).toMatchObject({ parent: process.ppid, user: process.getuid?.() });
});

test.runIf(process.platform === "linux")("a range of process ids may start again from below", async () => {
  const all = (await listProcesses()).map(({ pid }) => pid);
  expect(all).toContain(process.pid);
  const within = async (after: number, upTo: number): Promise<boolean> =>
    (await listProcesses({ range: { after, upTo } })).some(({ pid }) => pid === process.pid);
  expect(await within(process.pid - 1, process.pid)).toBe(true);
  expect(await within(process.pid, process.pid + 9)).toBe(false);
  expect(await within(process.pid - 1, 1)).toBe(true);
  expect(await within(process.pid + 2, process.pid + 1)).toBe(true);
  expect(await within(process.pid + 9, process.pid - 1)).toBe(false);
});
