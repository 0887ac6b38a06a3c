import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join, relative } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { HeadraceError } from "@headrace/pipeline";
import { createFileLogStore } from "@headrace/store";
import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { anyCharacter } from "../../../../test/any-character.ts";
import { type Output, openLog, readAll, readRaw, readTexts, temporaryDirectory, writeLog } from "./logs.ts";

const directory = temporaryDirectory();
const clock = { now: () => Date.now() };

/** Lines of many lengths, in pieces as pipes give them, on both streams, over many blocks of the index. */
function manyLines(count: number): { readonly output: Output; readonly texts: readonly string[] } {
  const output: [stream: "stdout" | "stderr", text: string][] = [];
  const texts: string[] = [];
  let piece = "";
  let stream: "stdout" | "stderr" = "stdout";
  for (let line = 1; line <= count; line += 1) {
    const text = `line ${line} ${"x".repeat((line * 7919) % 120)}`;
    texts.push(text);
    piece += `${text}\n`;
    if (line % 97 === 0 || line === count) {
      output.push([stream, piece]);
      piece = "";
      stream = line % 5 === 0 ? "stderr" : "stdout";
    }
  }
  return { output, texts };
}

describe("reading", () => {
  const { output, texts } = manyLines(20_000);
  const log = writeLog(directory, output);

  test("any range gives the lines that a reading of the whole gives", async () => {
    await using reader = await openLog(log);
    const all = await readAll(reader);
    expect(all.map((line) => line.text)).toEqual(texts);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: -5, max: 20_050 }), fc.integer({ min: 0, max: 700 }), async (from, limit) => {
        const start = Math.max(1, from);
        expect(await reader.read({ from, limit })).toEqual(all.slice(start - 1, start - 1 + limit));
      }),
      { numRuns: 60 },
    );
  });

  test("the raw bytes, and any part of them", async () => {
    await using reader = await openLog(log);
    const whole = readFileSync(log.files.log);
    expect(reader.byteCount).toBe(whole.length);
    expect((await readRaw(reader)).equals(whole)).toBe(true);
    const part: Buffer[] = [];
    for await (const chunk of reader.raw({ start: 1000, end: 300_000 })) part.push(chunk);
    expect(Buffer.concat(part).equals(whole.subarray(1000, 300_000))).toBe(true);
  });

  test("the index is a two-hundredth of the log at most", () => {
    expect(statSync(log.files.index).size * 200).toBeLessThanOrEqual(statSync(log.files.log).size);
  });

  test("times never go back, and are the writer's to the grain of the index", async () => {
    await using reader = await openLog(log);
    const times = (await readAll(reader)).map((line) => line.at);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    const batchTimes = new Map(log.batches.map((batch) => [batch.firstLine, batch.at]));
    for (const [line, at] of batchTimes) expect(times[line - 1]).toBe(at);
  });

  test("there is no log of what did not run", async () => {
    const store = createFileLogStore({ directory, clock });
    expect(await store.open({ executionId: "none", instance: "build", attempt: 1 })).toBeNull();
    expect(await store.open({ ...log.address, attempt: 2 })).toBeNull();
  });

  test("an empty log has no lines", async () => {
    await using reader = await openLog(writeLog(directory, []));
    expect([reader.lineCount, reader.byteCount, reader.complete]).toEqual([0, 0, true]);
    expect(await reader.read({ from: 1, limit: 10 })).toEqual([]);
    expect(await reader.search(/./, { limit: 10 })).toEqual({ lines: [], count: 0, next: null, timedOut: false });
  });
});

describe("searching", () => {
  const { output } = manyLines(5000);
  const log = writeLog(directory, [
    ...output,
    ["stderr", "\u001b[31mError\u001b[0m: it broke\r\n"],
    ["stdout", `${"a".repeat(40)}!\nlast été\n`],
  ]);

  test("finds lines as grep does, with their streams and numbers", async () => {
    await using reader = await openLog(log);
    const expected = (await readAll(reader)).filter((line) => /line \d+7 x{3,9}$/.test(line.text));
    expect(expected.length).toBeGreaterThan(10);
    const { lines, next, timedOut } = await reader.search(/line \d+7 x{3,9}$/, { limit: 1000 });
    expect(lines).toEqual(expected);
    expect([next, timedOut]).toEqual([null, false]);
  });

  test("goes on from where the limit was reached", async () => {
    await using reader = await openLog(log);
    const found: number[] = [];
    for (let from: number | null = 1; from !== null; ) {
      const result = await reader.search(/^line [0-9]*00 /gy, { from, limit: 20 });
      expect(result.lines.length).toBeLessThanOrEqual(20);
      expect((await reader.match(/^line [0-9]*00 /gy, { from, limit: 20 })).numbers).toEqual(
        result.lines.map((line) => line.line),
      );
      found.push(...result.lines.map((line) => line.line));
      from = result.next;
    }
    expect(found).toEqual(Array.from({ length: 50 }, (_, index) => (index + 1) * 100));
  });

  test("sees through colours, line ends and encodings", async () => {
    await using reader = await openLog(log);
    const texts = async (pattern: RegExp) =>
      (await reader.search(pattern, { limit: 5 })).lines.map((line) => line.line);
    expect(await texts(/^error: it broke$/i)).toEqual([5001]);
    expect(await texts(/^last été$/u)).toEqual([5003]);
  });

  test("a pattern that explodes is given up, what was found is kept, and the rest can be searched", async () => {
    await using reader = await openLog(log);
    const result = await reader.search(/^(a+)+$|broke|last/, { from: 5001, limit: 5, timeout: 700 });
    expect(result.timedOut).toBe(true);
    expect(result.lines.map((line) => line.line)).toEqual([5001]);
    expect(result.next).toBe(5002);
    const stuck = await reader.search(/^(a+)+$|last/, { from: 5002, limit: 5, timeout: 700 });
    expect(stuck).toMatchObject({ timedOut: true, lines: [], next: 5003 });
    const rest = await reader.search(/^(a+)+$|last/, { from: 5003, limit: 5, timeout: 10_000 });
    expect(rest).toMatchObject({ timedOut: false, next: null });
    expect(rest.lines).toHaveLength(1);
  });

  test("can be aborted", async () => {
    await using reader = await openLog(log);
    const controller = new AbortController();
    const search = reader.search(/^(a+)+$/, { from: 5002, limit: 5, signal: controller.signal });
    controller.abort(new Error("no longer wanted"));
    await expect(search).rejects.toThrow("no longer wanted");
  });
});

describe("damage", () => {
  const { output, texts } = manyLines(3000);

  test("an index torn anywhere, or gone, costs streams and times but no line", async () => {
    const log = writeLog(directory, output);
    const index = readFileSync(log.files.index);
    await fc.assert(
      fc.asyncProperty(fc.nat(index.length), async (length) => {
        writeFileSync(log.files.index, index.subarray(0, length));
        expect(await readTexts(log)).toEqual(texts);
      }),
      { numRuns: 40 },
    );
    rmSync(log.files.index);
    expect(await readTexts(log)).toEqual(texts);
    await using reader = await openLog(log);
    const found = await reader.search(/^line 2500 /, { limit: 5 });
    expect(found.lines.map((line) => line.line)).toEqual([2500]);
  });

  const wrongByte = fc
    .tuple(fc.nat(), fc.constantFrom(..."0159 o=\nxm\0"))
    .map(([at, character]) => (index: string) => {
      const position = at % index.length;
      return index.slice(0, position) + character + index.slice(position + 1);
    });
  const wrongNumber = fc
    .tuple(fc.nat(), fc.nat(1), fc.integer({ min: -200, max: 200 }))
    .map((wrong) => (index: string) => {
      const [at, field, difference] = wrong;
      const lines = index.split("\n");
      const blocks = lines.flatMap((line, number) => (/^[0-9]/.test(line) ? [number] : []));
      const chosen = blocks[at % blocks.length] ?? 0;
      const fields = (lines[chosen] ?? "").split(" ");
      fields[field] = String(Math.max(0, Number(fields[field]) + difference));
      lines[chosen] = fields.join(" ");
      return lines.join("\n");
    });

  test("an index that says what is not so never gives wrong lines", async () => {
    const log = writeLog(directory, output);
    const index = readFileSync(log.files.index, "latin1");
    await fc.assert(
      fc.asyncProperty(fc.oneof(wrongByte, wrongNumber), async (damage) => {
        writeFileSync(log.files.index, damage(index), "latin1");
        await using reader = await openLog(log);
        // Read as a viewer does: what is there, until nothing more comes.
        const seen: string[] = [];
        for (;;) {
          const lines = await reader.read({ from: seen.length + 1, limit: 1000 });
          if (lines.length === 0) break;
          seen.push(...lines.map((line) => line.text));
        }
        expect(seen).toEqual(texts);
      }),
      { numRuns: 60 },
    );
  });

  test("a log shorter than its index says, as after a crash between two writes, shows its whole lines", async () => {
    const log = writeLog(directory, output);
    const whole = readFileSync(log.files.log);
    for (const length of [0, 1, 10, 5000, 40_000, 70_001, whole.length - 1]) {
      writeFileSync(log.files.log, whole);
      truncateSync(log.files.log, length);
      const shown = await readTexts(log);
      expect(shown).toEqual(texts.slice(0, shown.length));
      expect(Buffer.byteLength(`${shown.join("\n")}\n`)).toBeGreaterThan(length - 200);
    }
  });
});

describe("a short log", () => {
  test("stands in its index, and is read and searched as any other", async () => {
    const log = writeLog(directory, [
      ["stdout", "first\n"],
      ["stderr", "\u001b[31msecond\u001b[0m, été\n"],
      "end of step",
    ]);
    expect(existsSync(log.files.log)).toBe(false);
    await using reader = await openLog(log);
    expect(await readAll(reader)).toMatchObject([
      { line: 1, stream: "stdout", text: "first" },
      { line: 2, stream: "stderr", text: "\u001b[31msecond\u001b[0m, été" },
    ]);
    expect((await reader.search(/^second, été$/, { limit: 5 })).lines.map(({ line }) => line)).toEqual([2]);
    expect(reader.complete).toBe(true);
  });

  const part = fc.oneof(
    fc.constant("end of step" as const),
    fc.string({ unit: anyCharacter, maxLength: 200 }).map((text) => Buffer.from(`${text}\n`)),
    fc.integer({ min: 1, max: 3_000 }).map((size) => Buffer.from(`${"x".repeat(size)}\n`)),
    // No UTF-8.
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from([...bytes, 0xff, 10])) },
  );

  test("becomes a file with all of it when it is no longer short, or is no text", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 12 }), async (parts) => {
        const output: Output = parts.map((each) => (each === "end of step" ? each : (["stdout", each] as const)));
        const whole = Buffer.concat(parts.filter((each) => each !== "end of step"));
        const log = writeLog(directory, output);
        await using reader = await openLog(log);
        expect((await readRaw(reader)).equals(whole)).toBe(true);
        expect(reader.lineCount).toBe(whole.reduce((lines, byte) => lines + (byte === 10 ? 1 : 0), 0));
        if (existsSync(log.files.log)) expect(readFileSync(log.files.log).equals(whole)).toBe(true);
        else expect(whole.length).toBeLessThanOrEqual(4_096);
        if (whole.length > 4_096) expect(existsSync(log.files.log)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  test("can be followed while it becomes one, and loses nothing to a crash while its file is made", async () => {
    const store = createFileLogStore({ directory, clock });
    const address = { executionId: "growing", instance: "build", attempt: 1 };
    const writer = store.create(address);
    writer.flush();
    const reader = await openLog({ store, address });
    const lines = ["one", "two", "x".repeat(5_000), "four"];
    for (const [index, line] of lines.entries()) {
      writer.append({ stream: "stdout", bytes: Buffer.from(`${line}\n`), lineEnds: 1, open: false });
      writer.flush();
      await reader.refresh();
      expect((await readAll(reader)).map(({ text }) => text)).toEqual(lines.slice(0, index + 1));
    }
    writer.leave();
    await reader[Symbol.asyncDispose]();
    const file = join(directory, "growing", "build.1.log");
    for (const length of [0, 5]) {
      truncateSync(file, length);
      expect(await readTexts({ store, address })).toEqual(["one", "two"]);
    }
    rmSync(file);
    expect(await readTexts({ store, address })).toEqual(["one", "two"]);
  });

  test("whose index is torn shows the lines before the tear", async () => {
    const store = createFileLogStore({ directory, clock });
    const address = { executionId: "torn", instance: "build", attempt: 1 };
    const file = join(directory, "torn", "build.1.index");
    const writer = store.create(address);
    writer.append({ stream: "stdout", bytes: Buffer.from("one\n"), lineEnds: 1, open: false });
    writer.flush();
    writer.append({ stream: "stdout", bytes: Buffer.from("two\nthree\n"), lineEnds: 2, open: false });
    writer.close();
    const index = readFileSync(file);
    for (let length = 0; length < index.length; length += 1) {
      writeFileSync(file, index.subarray(0, length));
      const texts = await readTexts({ store, address });
      expect(["one", "two", "three"].slice(0, texts.length)).toEqual(texts);
    }
  });
});

describe("while it is written by another process", () => {
  const children: ChildProcess[] = [];
  afterEach(() => {
    for (const child of children.splice(0)) child.kill("SIGKILL");
  });
  function startWriter(executionId: string, mode: "finish" | "hang"): ChildProcess {
    const program = fileURLToPath(new URL("write-slowly.ts", import.meta.url));
    const child = spawn(process.execPath, [program, directory, executionId, mode], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    children.push(child);
    return child;
  }
  const expected = Array.from({ length: 3000 }, (_, index) => `${index % 3 === 2 ? "err" : "out"} ${index}`);

  test("a follower sees every line once, whole, in order, with its stream", async () => {
    const address = { executionId: "followed", instance: "build", attempt: 1 };
    const child = startWriter("followed", "finish");
    const ended = once(child, "exit");
    const store = createFileLogStore({ directory, clock });
    let reader = await store.open(address);
    while (reader === null) {
      await wait(2);
      reader = await store.open(address);
    }
    const seen: string[] = [];
    let rounds = 0;
    for (let complete = false; !complete; rounds += 1) {
      await reader.refresh();
      ({ complete } = reader);
      const lines = await reader.read({ from: seen.length + 1, limit: 10_000 });
      for (const line of lines) {
        seen.push(line.text);
        expect(line.stream).toBe(line.text.startsWith("err") ? "stderr" : "stdout");
      }
      await wait(1);
    }
    expect(seen).toEqual(expected);
    expect(rounds).toBeGreaterThan(3);
    await ended;
    await reader[Symbol.asyncDispose]();
  });

  test("nothing that was flushed is lost when the writer is killed", async () => {
    const child = startWriter("killed", "hang");
    const { stdout } = child;
    if (stdout === null) throw new Error("the writer has no output");
    await once(stdout, "data");
    child.kill("SIGKILL");
    await once(child, "exit");
    const store = createFileLogStore({ directory, clock });
    await using reader = await openLog({ store, address: { executionId: "killed", instance: "build", attempt: 1 } });
    expect(reader.complete).toBe(false);
    expect((await readAll(reader)).map((line) => line.text)).toEqual(expected);
  });
});

describe("files", () => {
  test("any two names have two files, inside the execution's directory", () => {
    const store = createFileLogStore({ directory: join(directory, "names"), clock });
    const awkward = [
      "build",
      "Build",
      "BUILD",
      "",
      ".",
      "..",
      "../../x",
      "a/b",
      "a\\b",
      "test (22, ../../x)",
      "test (22, ..-..-x)",
    ];
    const names = [
      ...awkward,
      "build.1",
      "build~1",
      "nul\0",
      "é",
      "e\u0301",
      "日本",
      "x".repeat(500),
      "x".repeat(501),
      "con",
    ];
    const root = join(directory, "names", "e1");
    // Too much for an index alone.
    const bytes = Buffer.from(`${"x".repeat(5_000)}\n`);
    for (const name of names) {
      const writer = store.create({ executionId: "e1", instance: name, attempt: 1 });
      writer.append({ stream: "stdout", bytes, lineEnds: 1, open: false });
      writer.close();
    }
    const files = readdirSync(root);
    expect(files).toHaveLength(names.length * 2);
    expect(new Set(files.map((file) => file.toLowerCase())).size).toBe(files.length);
    for (const file of files) {
      expect(file).toMatch(/^[A-Za-z0-9_~-]+\.1\.(log|index)$/);
      expect(file.length).toBeLessThan(120);
    }
    expect(files).toContain("build.1.log");
    expect(files.some((file) => file.startsWith("test-22-x~"))).toBe(true);
    expect(readdirSync(join(directory, "names")).map((name) => relative("names", join("names", name)))).toEqual(["e1"]);
  });

  test("an execution's id that is a path is refused", async () => {
    const store = createFileLogStore({ directory, clock });
    for (const executionId of ["../x", "a/b", "", ".", "..", "x\0"]) {
      const address = { executionId, instance: "build", attempt: 1 };
      expect(() => store.create(address)).toThrow(HeadraceError);
      await expect(store.open(address)).rejects.toMatchObject({ code: "execution-not-found" });
    }
    const address = { executionId: "e", instance: "build", attempt: 0.5 };
    await expect(store.open(address)).rejects.toMatchObject({ code: "log-not-found" });
  });

  test("a log left by an attempt that nobody remembers gives way to the new one", async () => {
    const store = createFileLogStore({ directory, clock });
    const address = { executionId: "again", instance: "build", attempt: 1 };
    for (const text of ["first time\n", "again\n"]) {
      const writer = store.create(address);
      writer.append({ stream: "stdout", bytes: Buffer.from(text), lineEnds: 1, open: false });
      writer.close();
    }
    expect(await readTexts({ store, address })).toEqual(["again"]);
  });

  test("a directory that cannot be made is the surroundings' fault, and named", () => {
    const file = join(directory, "a-file");
    writeFileSync(file, "");
    const store = createFileLogStore({ directory: file, clock });
    const create = () => store.create({ executionId: "e", instance: "build", attempt: 1 });
    expect(create).toThrow(expect.objectContaining({ code: "data-directory-unwritable" }));
  });

  test("what comes after a log is closed is not written into whatever has its number now", () => {
    const store = createFileLogStore({ directory, clock });
    const writer = store.create({ executionId: "closed", instance: "build", attempt: 1 });
    writer.close();
    const other = openSync(join(directory, "other"), "w");
    writer.append({ stream: "stdout", bytes: Buffer.from("late\n"), lineEnds: 1, open: false });
    writer.flush();
    writer.close();
    closeSync(other);
    expect(readFileSync(join(directory, "other"), "utf8")).toBe("");
  });

  test("a full disk is thrown by flush and close, not where output is read", async () => {
    const program = fileURLToPath(new URL("write-too-much.ts", import.meta.url));
    // A limit on the size of files stands in for the end of the disk: 64 blocks of 512 bytes, or of 1024.
    const child = spawn("sh", ["-c", 'ulimit -f 64 && exec "$0" "$@"', process.execPath, program, directory], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let said = "";
    child.stdout.on("data", (chunk: Buffer) => (said += chunk.toString()));
    await once(child, "close");
    expect(said).toBe("append went on\nflush: disk-full\nclose: quiet\n");
    expect(existsSync(join(directory, "full", "build.1.log"))).toBe(true);
  });
});
