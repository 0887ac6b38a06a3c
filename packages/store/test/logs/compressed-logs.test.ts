import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { zstdDecompressSync } from "node:zlib";
import { compressLog, compressLogsOf, createFileLogStore } from "@headrace/store";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Output, openLog, readAll, readRaw, temporaryDirectory, type WrittenLog, writeLog } from "./logs.ts";

const directory = temporaryDirectory();

/** Some megabytes on both streams, with one line longer than a frame. */
function output(): Output {
  const parts: [stream: "stdout" | "stderr", text: string][] = [];
  for (let part = 0; part < 400; part++) {
    const lines = Array.from({ length: 60 }, (_, line) => `step ${part}.${line} ${"ok ".repeat((part * line) % 50)}\n`);
    parts.push([part % 7 === 3 ? "stderr" : "stdout", lines.join("")]);
  }
  parts.splice(200, 0, ["stdout", `${"long ".repeat(80_000)}\n`]);
  return parts;
}

const compressed = async (log: WrittenLog) => await compressLog(directory, log.address);
const packedPath = ({ files }: WrittenLog) => `${files.log}.zst`;

describe("a log that is kept compressed", () => {
  test("is read, followed, downloaded and searched as before, by the same index", async () => {
    const log = writeLog(directory, output());
    const index = readFileSync(log.files.index);
    const [before, raw, found] = await readOut(log);
    const { size } = statSync(log.files.log);
    await using earlier = await openLog(log);

    expect(await compressed(log)).toBe(true);
    expect(existsSync(log.files.log)).toBe(false);
    expect(readdirSync(dirname(log.files.log)).sort()).toEqual(["build.1.index", "build.1.log.zst"]);
    expect(readFileSync(log.files.index).equals(index)).toBe(true);
    expect(statSync(packedPath(log)).size).toBeLessThan(size / 5);
    const [lines, bytes, matches] = await readOut(log);
    expect([lines, matches]).toEqual([before, found]);
    expect(bytes.equals(raw)).toBe(true);
    // Whoever had it open goes on, and finds it where it is now.
    await earlier.refresh();
    expect(await readAll(earlier)).toEqual(before);
    expect(await earlier.search(/step 399\.5\d/, { limit: 20 })).toMatchObject({ lines: { length: 10 }, next: null });
    expect(await compressed(log)).toBe(false);

    await using reader = await openLog(log);
    expect(reader).toMatchObject({ complete: true, byteCount: size, lineCount: before.length });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: -5, max: 24_100 }), fc.integer({ min: 0, max: 300 }), async (from, limit) => {
        const start = Math.max(1, from);
        expect(await reader.read({ from, limit })).toEqual(before.slice(start - 1, start - 1 + limit));
      }),
      { numRuns: 40 },
    );
    await fc.assert(
      fc.asyncProperty(fc.nat(size + 10), fc.nat(600_000), async (start, length) => {
        const chunks: Buffer[] = [];
        for await (const chunk of reader.raw({ start, end: start + length })) chunks.push(chunk);
        expect(Buffer.concat(chunks).equals(raw.subarray(start, start + length))).toBe(true);
      }),
      { numRuns: 20 },
    );
  });

  test("is a file of zstd that any reader of it unpacks", async () => {
    const log = writeLog(directory, output());
    const raw = readFileSync(log.files.log);
    await compressed(log);
    expect(raw.equals(zstdDecompressSync(readFileSync(packedPath(log))))).toBe(true);
  });

  test("hides in a search what is hidden", async () => {
    const log = writeLog(directory, [...output(), ["stdout", "the word is tomato-soup\n"]]);
    await compressed(log);
    await using reader = await openLog(log);
    expect((await reader.search(/tomato/, { limit: 5 })).lines).toHaveLength(1);
    expect((await reader.search(/tomato/, { limit: 5, hidden: ["tomato-soup"] })).lines).toHaveLength(0);
  });

  test("is read from its plain file where a crash left both", async () => {
    const log = writeLog(directory, output());
    const plain = readFileSync(log.files.log);
    await compressed(log);
    writeFileSync(log.files.log, plain);
    writeFileSync(packedPath(log), "half of");
    await using reader = await openLog(log);
    expect(plain.equals(await readRaw(reader))).toBe(true);
    expect(await compressed(log)).toBe(true);
    expect(existsSync(log.files.log)).toBe(false);
    await using again = await openLog(log);
    expect(plain.equals(await readRaw(again))).toBe(true);
  });

  test("whose index is lost loses streams and times, and no line", async () => {
    const log = writeLog(directory, output());
    const [before] = await readOut(log);
    await compressed(log);
    rmSync(log.files.index);
    await using reader = await openLog(log);
    expect((await readAll(reader)).map(({ text }) => text)).toEqual(before.map(({ text }) => text));
  });

  test.each([
    ["a byte of it", (bytes: Buffer) => bytes.fill((bytes[40_000] ?? 0) ^ 1, 40_000, 40_001)],
    ["its end", (bytes: Buffer) => bytes.subarray(0, -3)],
    ["its middle", (bytes: Buffer) => Buffer.concat([bytes.subarray(0, 100), bytes.subarray(200)])],
    ["all of it", () => Buffer.alloc(0)],
  ])("that is damaged in %s says so, and shows nothing else", async (_, damage) => {
    const log = writeLog(directory, [["stdout", `${Array.from({ length: 90_000 }, Math.random).join("\n")}\n`]]);
    await compressed(log);
    writeFileSync(packedPath(log), damage(readFileSync(packedPath(log))));
    const reading = async () => {
      await using reader = await openLog(log);
      return await readRaw(reader);
    };
    await expect(reading()).rejects.toMatchObject({
      code: "infrastructure",
      message: expect.stringContaining("damaged"),
    });
  });

  test("gives way to the new log of an attempt that nobody remembers", async () => {
    const log = writeLog(directory, output());
    await compressed(log);
    const writer = createFileLogStore({ directory, clock: { now: () => 0 } }).create(log.address);
    writer.append({ stream: "stdout", bytes: Buffer.from("anew\n"), lineEnds: 1, open: false });
    writer.flush();
    writer.close();
    expect(existsSync(packedPath(log))).toBe(false);
    await using reader = await openLog(log);
    expect((await readAll(reader)).map(({ text }) => text)).toEqual(["anew"]);
  });
});

describe("a log stays as it is", () => {
  test("that is short, that says the same nowhere twice, or that goes on", async () => {
    const short = writeLog(directory, [["stdout", "x\n".repeat(5_000)]]);
    const noise = Buffer.alloc(300_000);
    for (let at = 0; at < noise.length; at++) noise[at] = Math.random() * 256;
    const dense = writeLog(directory, [["stdout", noise]]);
    const going = writeLog(directory, output());
    const whole = readFileSync(going.files.index, "utf8");
    writeFileSync(going.files.index, whole.replace(/end\n$/, ""));
    for (const log of [short, dense, going]) {
      const names = readdirSync(dirname(log.files.index));
      expect(await compressed(log)).toBe(false);
      expect(readdirSync(dirname(log.files.index))).toEqual(names);
    }
  });

  test("of an execution that has none", async () => {
    await compressLogsOf(directory, "execution-none");
    const log = writeLog(directory, output());
    await compressLogsOf(directory, log.address.executionId);
    expect(existsSync(packedPath(log))).toBe(true);
  });

  test("where it is gone meanwhile", async () => {
    const log = writeLog(directory, output());
    renameSync(log.files.log, `${log.files.log}.away`);
    expect(await compressed(log)).toBe(false);
  });
});

async function readOut(log: WrittenLog) {
  await using reader = await openLog(log);
  const found = await reader.search(/step \d+7\.\d+3 (?:ok )*$/, { limit: 500, countAll: true });
  return [await readAll(reader), await readRaw(reader), found] as const;
}
