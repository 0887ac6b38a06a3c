import { execFileSync, spawn, spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createProcessExecutor, type ProcessExecutorOptions } from "../../src/executors/process/process-executor.ts";
import { resolveRunAs } from "../../src/executors/process/resolve-run-as.ts";
import type { Executor, StageSession } from "../../src/ports/executor.ts";
import { describeExecutor } from "../executor-conformance.ts";
import { eventually, isRunning, pidsIn } from "./processes.ts";
import { shellScripts } from "./shell-scripts.ts";
import { type StartedStep, startStep } from "./start-step.ts";

const isRoot = process.getuid?.() === 0 && process.platform === "linux";
const first = 700_000;
const environment = { PATH: "/usr/local/bin:/usr/bin:/bin" };
const hasCompiler = spawnSync("cc", ["--version"]).status === 0;

describe.skipIf(!isRoot)("stages that run as users of their own (as root only)", () => {
  let root: string;
  let executor: Executor;
  const start = (options: ProcessExecutorOptions = {}): void => {
    executor = createProcessExecutor({ temporaryDirectory: root, runAs: { first, count: 500 }, ...options });
  };

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "headrace-run-as-"));
    chmodSync(root, 0o711);
    start();
  });
  afterEach(async () => {
    await executor.close();
    rmSync(root, { recursive: true, force: true });
  });

  interface Stage {
    readonly session: StageSession;
    readonly tree: string;
    readonly directory: string;
    step(script: string, more?: Partial<Parameters<typeof startStep>[1]>): StartedStep;
  }

  let stages = 0;
  async function open(prepare: (tree: string) => void = () => {}, memory?: number): Promise<Stage> {
    stages += 1;
    const directory = join(root, "execution", `stage.${stages}`);
    const tree = join(directory, "tree");
    mkdirSync(tree, { recursive: true, mode: 0o700 });
    prepare(tree);
    return await enter(directory, memory);
  }

  async function enter(directory: string, memory?: number): Promise<Stage> {
    const tree = join(directory, "tree");
    const session = await executor.open({
      executionId: "0197-run-as",
      instance: "build",
      attempt: 1,
      workspace: tree,
      directories: [directory],
      ...(memory === undefined ? {} : { memory }),
    });
    return {
      session,
      tree,
      directory,
      step: (script, more = {}) =>
        startStep(session, { script, shell: "sh", workingDirectory: tree, environment, ...more }),
    };
  }

  async function output(stage: Stage, script: string, more = {}): Promise<string> {
    const step = stage.step(script, more);
    await step.exit;
    return step.text("stdout") + step.text("stderr");
  }

  test("a stage has its files, an own temporary directory, no groups and no way to gain rights", async () => {
    const stage = await open((tree) => {
      writeFileSync(join(tree, "source.txt"), "source\n");
      mkdirSync(join(tree, "deep"), { mode: 0o700 });
      writeFileSync(join(tree, "deep", "file"), "deep\n", { mode: 0o600 });
    });
    const text = await output(
      stage,
      'echo "id $(id -u) $(id -G)"\ncat source.txt deep/file\necho changed >source.txt\necho new >deep/new\n' +
        'echo "temporary $TMPDIR" && mktemp >/dev/null\ngrep NoNewPrivs /proc/self/status\ngrep CapEff /proc/self/status\necho to >/dev/stderr',
    );
    const id = Number(/^id (\d+) \1$/m.exec(text)?.[1]);
    expect(id).toBeGreaterThanOrEqual(first);
    expect(id).toBeLessThan(first + 500);
    expect(text).toContain("source\ndeep\n");
    expect(text).toContain(`temporary ${join(stage.directory, "tmp")}\n`);
    expect(text).toMatch(/NoNewPrivs:\s+1/);
    expect(text).toMatch(/CapEff:\s+0{16}/);
    expect(text).toContain("to\n");
    expect(readFileSync(join(stage.tree, "source.txt"), "utf8")).toBe("changed\n");
    expect(statSync(stage.directory)).toMatchObject({ uid: id });
    expect(statSync(stage.directory).mode & 0o777).toBe(0o700);
  });

  test("shells of every kind run", async () => {
    const stage = await open();
    for (const [shell, script] of [
      ["sh", "id -u"],
      ["bash", "id -u"],
      ["node", "console.log(process.getuid())"],
      ["python", "import os; print(os.getuid())"],
    ] as const) {
      const more = { shell, environment: { PATH: `${environment.PATH}:/usr/local/bin` } };
      if (shell === "python" && !existsSync("/usr/bin/python3")) continue;
      expect(Number(await output(stage, script, more))).toBeGreaterThanOrEqual(first);
    }
  });

  test("it reaches nothing of the server: not its data, its environment, its memory, its files in use, its processes", async () => {
    const data = join(root, "data");
    mkdirSync(data, { mode: 0o700 });
    writeFileSync(join(data, "master.key"), "the master key\n", { mode: 0o644 });
    writeFileSync(join(data, "headrace.db"), "the database\n", { mode: 0o644 });
    const socket = join(data, "control.sock");
    const control = createServer().listen(socket);
    try {
      const stage = await open();
      const { pid } = process;
      const attempts = [
        `cat ${data}/master.key`,
        `cat ${data}/headrace.db`,
        `ls ${data}`,
        `cd ${data}`,
        `cat /proc/${pid}/environ`,
        `head -c 1 /proc/${pid}/mem`,
        `ls /proc/${pid}/fd`,
        `ls /proc/${pid}/root/`,
        `ls /proc/${pid}/cwd/`,
        `kill -0 ${pid}`,
        `kill -CONT ${process.ppid}`,
        `renice -n 5 -p ${pid}`,
        `python3 -c 'import socket; socket.socket(socket.AF_UNIX).connect("${socket}")'`,
        `node -e 'require("net").connect("${socket}").on("error", () => process.exit(1)).on("connect", () => process.exit(0))'`,
        "ls /root",
        "cat /etc/shadow",
        "su -c id",
        `ls ${root}`,
        `touch ${root}/mine`,
        `echo 1 >/proc/${pid}/oom_score_adj`,
        `ln ${data}/master.key key`,
      ];
      const step = stage.step(
        [
          ...attempts.map((line) => `( ${line} ) >/dev/null 2>&1 && echo 'reached: ${line.replaceAll("'", "")}'`),
          "true",
        ].join("\n"),
      );
      await step.exit;
      expect(step.text("stdout") + step.text("stderr")).toBe("");
      // A directory to begin in is no way in either.
      const inside = stage.step("cat master.key; ls; cat /proc/self/cwd/master.key", { workingDirectory: data });
      await inside.exit;
      expect(inside.text("stdout")).toBe("");
    } finally {
      control.close();
    }
  });

  test("it reaches nothing of another stage that runs at the same time", async () => {
    const victim = await open((tree) => writeFileSync(join(tree, "result.txt"), "result\n", { mode: 0o666 }));
    const held = victim.step(
      'export LATER=secret-later\nsleep 60 &\necho sleeper=$!\necho shell=$$\necho temporary >"$TMPDIR/file"; chmod 666 "$TMPDIR/file"\necho ready\nwait',
      { environment: { ...environment, TOKEN: "secret-of-the-other" } },
    );
    await held.printed("ready");
    const [sleeper, shell] = pidsIn(held.text("stdout"));
    const attacker = await open();
    const attempts = [
      `cat ${victim.tree}/result.txt`,
      `ls ${victim.directory}`,
      `echo x >>${victim.tree}/result.txt`,
      `cat ${victim.directory}/tmp/file`,
      `tr '\\0' '\\n' </proc/${shell}/environ`,
      `cat /proc/${sleeper}/environ`,
      `ls -l /proc/${shell}/fd`,
      `head -c 1 /proc/${shell}/mem`,
      `ls /proc/${shell}/cwd/`,
      `cat /proc/${shell}/root/etc/hostname`,
      `kill -0 ${shell}`,
      `kill -9 ${sleeper}`,
      `echo forged >/proc/${shell}/fd/1`,
      `cat ${root}/headrace-*/*`,
      ...filesOf(statSync(victim.directory).uid).flatMap((file) => [
        `timeout 0.1 cat ${file}`,
        `timeout 0.1 sh -c 'echo forged >${file}'`,
        `ln ${file} stolen`,
      ]),
    ];
    const step = attacker.step(
      attempts.map((line, index) => `( ${line} ) >out 2>/dev/null && echo "reached ${index}: $(cat out)"`).join("\n") +
        "\ntrue",
    );
    await step.exit;
    expect(step.text("stdout") + step.text("stderr")).toBe("");
    for (const pid of [sleeper, shell]) expect(isRunning(pid ?? 0)).toBe(true);
    expect(held.text("stdout")).not.toContain("forged");
    held.kill();
    await held.exit;
  });

  /** The scripts and pipes of one user. */
  function filesOf(uid: number): readonly string[] {
    const directories = readdirSync(root).filter((name) => name.startsWith("headrace-"));
    const files = directories.flatMap((name) => readdirSync(join(root, name)).map((file) => join(root, name, file)));
    const own = files.filter((file) => statSync(file).uid === uid);
    expect(own.length).toBe(3);
    return own;
  }

  test("the program loader's variables give a step no more than it has", async ({ skip }) => {
    if (!hasCompiler) skip("no C compiler, which makes a library to load");
    const stage = await open();
    const source =
      '#include <unistd.h>\n#include <stdio.h>\n__attribute__((constructor)) static void f(void) { fprintf(stderr, "uid %d %d\\n", getuid(), geteuid()); }\n';
    writeFileSync(join(stage.tree, "f.c"), source);
    execFileSync("cc", ["-shared", "-fPIC", "-o", join(stage.tree, "f.so"), join(stage.tree, "f.c")]);
    const more = { environment: { ...environment, LD_PRELOAD: join(stage.tree, "f.so") } };
    for (const shell of ["sh", "bash", "node"]) {
      const ids = [
        ...(await output(stage, shell === "node" ? "" : "true", { ...more, shell })).matchAll(/uid (\d+) (\d+)/g),
      ];
      expect(ids.length).toBeGreaterThan(0);
      for (const [, real, effective] of ids) {
        expect(Number(real)).toBeGreaterThanOrEqual(first);
        expect(effective).toBe(real);
      }
    }
  });

  test("what a stage leaves running is ended with it, however it hides", async () => {
    const stage = await open();
    const step = stage.step(
      "env -i setsid sleep 60 >/dev/null 2>&1 &\necho hidden=$!\n" +
        `setsid node -e 'process.title="x"; setInterval(() => {}, 1000); console.log("orphan=" + process.pid)' 2>/dev/null &\nsleep 0.5`,
    );
    await step.exit;
    const pids = pidsIn(step.text("stdout"));
    expect(pids.length).toBeGreaterThanOrEqual(1);
    await stage.session.close();
    for (const pid of pids) expect(isRunning(pid)).toBe(false);
  });

  test("a step that forks without end is ended", async () => {
    const stage = await open();
    const step = stage.step("bomb() { bomb & bomb & wait; }\nulimit -u 200\necho begun\nbomb", { shell: "bash" });
    await step.printed("begun");
    step.kill();
    await step.exit;
    await stage.session.close();
  });

  test("a step that is stopped gets its grace", async () => {
    const stage = await open();
    const step = stage.step("trap 'echo cleaned; exit 3' TERM\nsleep 60 &\nsleep 0.05\necho begun\nwait");
    await step.printed("begun");
    step.stop();
    expect(await step.exit).toMatchObject({ exitCode: 3 });
    expect(step.text("stdout")).toContain("cleaned");
  });

  test("with one user, stages take turns, and what one left behind is gone for the next", async () => {
    await executor.close();
    start({ runAs: { first: first + 600, count: 1 } });
    const left = join("/tmp", `headrace-left-${process.pid}`);
    const stage = await open();
    await output(stage, `umask 077; mkdir ${left}; echo secret >${left}/file`);
    expect(existsSync(left)).toBe(true);
    let opened = false;
    const second = open().then((each) => {
      opened = true;
      return each;
    });
    await stage.session.close();
    expect(opened).toBe(false);
    expect(await output(await second, `cat ${left}/file 2>&1 || true; id -u`)).toMatch(/No such file[\s\S]*700600/);
    expect(existsSync(left)).toBe(false);
  });

  test("a stage that waits for its turn can be given up", async () => {
    await executor.close();
    start({ runAs: { first: first + 601, count: 1 } });
    await open();
    const stop = new AbortController();
    const directory = join(root, "execution", "waiting");
    mkdirSync(join(directory, "tree"), { recursive: true });
    const waiting = executor.open({
      executionId: "e",
      instance: "i",
      attempt: 1,
      workspace: join(directory, "tree"),
      directories: [directory],
      signal: stop.signal,
    });
    stop.abort();
    await expect(waiting).rejects.toMatchObject({ code: "infrastructure" });
  });

  test("a name of a file that is the server's gives the file to nobody, and no link is followed", async () => {
    const outside = join(root, "outside");
    writeFileSync(outside, "the server's\n", { mode: 0o644 });
    mkdirSync(join(root, "place"), { mode: 0o755 });
    const stage = await open((tree) => {
      linkSync(outside, join(tree, "name"));
      symlinkSync(outside, join(tree, "link"));
      symlinkSync(join(root, "place"), join(tree, "way"));
      writeFileSync(join(tree, "one"), "");
      linkSync(join(tree, "one"), join(tree, "two"));
    });
    expect(statSync(outside).uid).toBe(0);
    expect(statSync(join(root, "place")).uid).toBe(0);
    expect(statSync(join(stage.tree, "two")).uid).toBeGreaterThanOrEqual(first);
    await output(stage, 'rmdir "$TMPDIR" && ln -s /etc "$TMPDIR"');
    await stage.session.close();
    const again = await enter(stage.directory);
    expect(statSync("/etc")).toMatchObject({ uid: 0 });
    expect(statSync("/etc").mode & 0o777).toBe(0o755);
    expect(await output(again, 'cd "$TMPDIR" && pwd -P')).toBe(`${join(stage.directory, "tmp")}\n`);
  });

  const memoryRefusal = createProcessExecutor().refuse({
    executionId: "",
    instance: "",
    attempt: 1,
    workspace: "",
    memory: 2 ** 26,
  })[0];
  test.skipIf(memoryRefusal !== undefined)("a memory limit holds from the first line", async () => {
    expect(totalmem()).toBeGreaterThan(2 ** 26);
    for (const starter of ["severalPrograms", "always"] as const) {
      await executor.close();
      start({ starter });
      const stage = await open(undefined, 64 * 2 ** 20);
      expect(await output(stage, "cat /proc/self/cgroup; ls -l /proc/self/fd/3 2>&1")).toMatch(
        /headrace\.0197-run-as[\s\S]*No such file/,
      );
      expect(await stage.step("exec tail </dev/zero").exit).toMatchObject({ outOfMemory: true });
    }
  });

  test("processes of a server that died are ended by the next one, also those that hide", async () => {
    const stage = await open();
    const step = stage.step("env -i setsid sleep 60 >/dev/null 2>&1 &\necho hidden=$!\nsleep 60");
    await step.printed("hidden=");
    const [hidden] = pidsIn(step.text("stdout"));
    const next = createProcessExecutor({ temporaryDirectory: root, runAs: { first, count: 500 } });
    try {
      expect(await next.reap("0197-run-as")).toBeGreaterThanOrEqual(2);
      await eventually(() => !isRunning(hidden ?? 0));
      expect(isRunning(hidden ?? 0)).toBe(false);
      await step.exit;
    } finally {
      await next.close();
    }
  });

  test("a workspace that is not the stage's alone is refused", async () => {
    const request = { executionId: "e", instance: "i", attempt: 1, workspace: root };
    await expect(executor.open(request)).rejects.toMatchObject({ code: "infrastructure" });
  });
});

describe.skipIf(!isRoot)("(as root only)", () => {
  let parent: string;
  let opened = 0;
  beforeAll(() => {
    parent = mkdtempSync(join(tmpdir(), "headrace-run-as-"));
    chmodSync(parent, 0o711);
  });
  afterAll(() => rmSync(parent, { recursive: true, force: true }));

  describeExecutor({
    name: "the process executor with users of their own for stages",
    create: () => {
      const runAs = { first: first + 1_000, count: 500 };
      const executor = createProcessExecutor({ temporaryDirectory: parent, runAs, outputPatience: 100 });
      return {
        ...executor,
        open: async (request) => {
          opened += 1;
          const own = join(parent, `stage.${opened}`);
          mkdirSync(own);
          return await executor.open({ ...request, directories: [own] });
        },
      };
    },
    directory: "/",
    environment,
    scripts: shellScripts,
  });
});

describe.skipIf(!isRoot)("as whom stages run (as root only)", () => {
  const accounts = "root:x:0:0::/root:/bin/sh\nann:x:1000:1000::/home/ann:/bin/sh\n";
  const subordinates = "ann:100000:65536\n12345:200000:10\n";

  test("a range that is given, or the ids subordinate to a user", async () => {
    expect(await resolveRunAs({ range: "100000:500" }, { accounts })).toEqual({ first: 100_000, count: 500 });
    expect(await resolveRunAs({ user: "nobody" }, { accounts, subordinates: "nobody:300000:65536\n" })).toEqual({
      first: 300_000,
      count: 1_000,
    });
    expect(await resolveRunAs({ user: "nobody" }, { accounts, subordinates })).toMatchObject({ count: 1 });
  });

  test.each([
    ["0:5", /no range/],
    ["5", /no range/],
    ["4294967290:10", /no range/],
    ["999:10", /holds the user ann/],
  ])("the range %s is refused", async (range, message) => {
    await expect(resolveRunAs({ range }, { accounts })).rejects.toThrow(message);
  });

  test("root, whoever is not there, and whoever does something else are refused", async () => {
    await expect(resolveRunAs({ user: "root" })).rejects.toThrow(/not run as root/);
    await expect(resolveRunAs({ user: "no-such-user" })).rejects.toThrow(/no user "no-such-user"/);
    await expect(resolveRunAs({ user: "--help" })).rejects.toThrow(/no user "--help"/);
    const [uid, gid] = ["-u", "-g"].map((option) =>
      Number(execFileSync("id", [option, "nobody"], { encoding: "utf8" })),
    );
    // Where this runs in a stage of Headrace itself, without the mark of it: no stage's program.
    const env = { PATH: process.env.PATH };
    const busy = spawn("sleep", ["60"], { uid: uid ?? 0, gid: gid ?? 0, env, stdio: "ignore" });
    try {
      await expect(resolveRunAs({ user: "nobody" }, { subordinates: "" })).rejects.toThrow(/runs other programs/);
    } finally {
      busy.kill("SIGKILL");
    }
  });
});
