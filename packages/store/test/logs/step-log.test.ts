import { createMasker } from "@headrace/engine";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Output, openLog, readAll, readRaw, readTexts, temporaryDirectory, writeLog } from "./logs.ts";

const directory = temporaryDirectory();

/** The lines of one stream, step by step, as a person would split them. */
function linesOf(output: Output, stream: "stdout" | "stderr"): string[] {
  const steps: string[] = [""];
  for (const part of output) {
    if (part === "end of step") steps.push("");
    else if (part[0] === stream) steps[steps.length - 1] += part[1].toString();
  }
  return steps.flatMap((step) => {
    const lines = step.split("\n");
    if (lines.at(-1) === "") lines.pop();
    return lines.map((line) => line.replace(/\r+$/, ""));
  });
}

describe("what is kept", () => {
  const text = fc.string({
    unit: fc.constantFrom("a", "b", ":", "::", " ", "\n", "\n", "\r", "\r\n", "é", "\0", "\u001b[1m", "::debug"),
    maxLength: 12,
  });
  const output: fc.Arbitrary<Output> = fc.array(
    fc.oneof(
      { weight: 8, arbitrary: fc.tuple(fc.constantFrom("stdout" as const, "stderr" as const), text) },
      { weight: 1, arbitrary: fc.constant("end of step" as const) },
    ),
    { maxLength: 30 },
  );

  test("every line of every stream, whole and in order, whatever the writes were", async () => {
    await fc.assert(
      fc.asyncProperty(output, async (parts) => {
        const log = writeLog(directory, parts);
        await using reader = await openLog(log);
        const lines = await readAll(reader);

        expect(lines.map((line) => line.line)).toEqual(lines.map((_, index) => index + 1));
        expect(reader.lineCount).toBe(lines.length);
        expect(reader.complete).toBe(true);
        for (const stream of ["stdout", "stderr"] as const) {
          const kept = lines.filter((line) => line.stream === stream);
          // Without \r at the ends: an unfinished line that ends with one gets a line feed when another follows.
          expect(kept.map((line) => line.text.replace(/\r+$/, ""))).toEqual(linesOf(parts, stream));
        }
        // What viewers were handed while it ran is what is kept, with the same numbers.
        let next = 1;
        for (const batch of log.batches) {
          expect(batch.firstLine).toBe(next);
          const texts = batch.bytes.toString().replaceAll("\r\n", "\n").replace(/\n$/, "").split("\n");
          expect(texts.length).toBe(batch.count);
          const kept = lines.slice(next - 1, next - 1 + batch.count);
          expect(kept.map((line) => [line.stream, line.at, line.text.replace(/\r+$/, "")])).toEqual(
            texts.map((line) => [batch.stream, batch.at, line.replace(/\r+$/, "")]),
          );
          next += batch.count;
        }
        expect(next).toBe(lines.length + 1);
      }),
      { numRuns: 150 },
    );
  });

  test("one stream's bytes are kept as they are: CRLF, progress with \\r, NUL, invalid UTF-8, no last line end", async () => {
    const bytes = Buffer.concat([
      Buffer.from("windows\r\n10%\r20%\r100%\n\0nul\0\n\n\r\n"),
      Buffer.from([0xff, 0xfe, 0x0a, 0xc3]),
    ]);
    for (const size of [1, 2, 3, 7, 1000]) {
      const parts: ["stdout", Buffer][] = [];
      for (let start = 0; start < bytes.length; start += size)
        parts.push(["stdout", bytes.subarray(start, start + size)]);
      await using reader = await openLog(writeLog(directory, parts));
      expect(await readRaw(reader)).toEqual(bytes);
      const texts = (await readAll(reader)).map((line) => line.text);
      expect(texts).toEqual(["windows", "10%\r20%\r100%", "\0nul\0", "", "", "\ufffd\ufffd", "\ufffd"]);
    }
  });

  test("a line put together from many writes is not torn by the other stream", async () => {
    const log = writeLog(directory, [
      ["stdout", "Building"],
      ["stderr", "warning: old\n"],
      ["stdout", "... "],
      ["stderr", "warning: older\n"],
      ["stdout", "done\n"],
    ]);
    expect(await readTexts(log)).toEqual(["warning: old", "warning: older", "Building... done"]);
  });

  test("a step's last line without an end does not run into the next step's first", async () => {
    const log = writeLog(directory, [["stdout", "100%"], "end of step", ["stdout", "next\n"], ["stderr", "x"]]);
    await using reader = await openLog(log);
    expect((await readRaw(reader)).toString()).toBe("100%\nnext\nx");
    expect(await readTexts(log)).toEqual(["100%", "next", "x"]);
  });
});

describe("very long lines", () => {
  const long = "0123456789".repeat(50_000);

  test("are kept whole, cut in view, and handed to viewers by their beginning", async () => {
    const log = writeLog(directory, [
      ["stdout", "before\n"],
      ["stdout", long],
      ["stdout", "the end\r\nafter\n"],
    ]);
    await using reader = await openLog(log);
    expect((await readRaw(reader)).toString()).toBe(`before\n${long}the end\r\nafter\n`);
    const [, cut, after] = await reader.read({ from: 1, limit: 3, maxLength: 16 });
    expect(cut).toMatchObject({ line: 2, text: "0123456789012345", cut: long.length + 7 - 16 });
    expect(after).toMatchObject({ line: 3, text: "after", cut: 0 });
    const [whole] = await reader.read({ from: 2, limit: 1, maxLength: 1_000_000 });
    expect(whole).toMatchObject({ text: `${long}the end`, cut: 0 });

    const [, beginning, last] = log.batches;
    expect(beginning).toMatchObject({ firstLine: 2, count: 1, beginning: true });
    expect(long.startsWith(beginning?.bytes.toString() ?? "-")).toBe(true);
    expect(last).toMatchObject({ firstLine: 3, count: 1 });
    expect(last?.bytes.toString()).toBe("after\n");
  });

  test("are cut between characters", async () => {
    await using reader = await openLog(writeLog(directory, [["stdout", "aé€😀z\n"]]));
    const cutAt = async (maxLength: number) => (await reader.read({ from: 1, limit: 1, maxLength }))[0];
    expect(await cutAt(2)).toMatchObject({ text: "a", cut: 10 });
    expect(await cutAt(3)).toMatchObject({ text: "aé", cut: 8 });
    expect(await cutAt(9)).toMatchObject({ text: "aé€", cut: 5 });
    expect(await cutAt(10)).toMatchObject({ text: "aé€😀", cut: 1 });
    expect(await cutAt(0)).toMatchObject({ text: "", cut: 11 });
  });

  test("give way when the other stream has a line to show, and go on after it", async () => {
    const log = writeLog(directory, [
      ["stdout", long],
      ["stderr", "meanwhile\n"],
      ["stdout", `${long}\n`],
      ["stdout", "after\n"],
    ]);
    await using reader = await openLog(log);
    const lines = await readAll(reader, 5);
    expect(lines.map((line) => [line.stream, line.text, line.cut])).toEqual([
      ["stdout", "01234", long.length - 5],
      ["stderr", "meanw", 4],
      ["stdout", "01234", long.length - 5],
      ["stdout", "after", 0],
    ]);
    expect((await readRaw(reader)).toString()).toBe(`${long}\nmeanwhile\n${long}\nafter\n`);
  });

  test("end with their step", async () => {
    const log = writeLog(directory, [["stdout", long], "end of step", ["stdout", "next\n"]]);
    await using reader = await openLog(log);
    expect((await readAll(reader, 4)).map((line) => line.text)).toEqual(["0123", "next"]);
  });
});

describe("workflow commands", () => {
  test("leave marks and annotations with the numbers of their lines", async () => {
    const log = writeLog(directory, [
      ["stdout", "::group::Install\nadded 3 packages\n::endgroup::\n::err"],
      ["stderr", "  ::warning file=a.ts,line=3::careful\r\nnot ::error::this\n"],
      ["stdout", "or::broken%0Ain two\n::notice::fine"],
    ]);
    await using reader = await openLog(log);
    expect(reader.marks).toEqual([
      { line: 1, kind: "group", text: "Install" },
      { line: 3, kind: "endgroup", text: "" },
      { line: 4, kind: "warning", text: "careful" },
      { line: 6, kind: "error", text: "broken\nin two" },
      { line: 7, kind: "notice", text: "fine" },
    ]);
    expect(log.annotations).toEqual([
      { line: 4, message: "careful" },
      { line: 6, message: "broken\nin two" },
      { line: 7, message: "fine" },
    ]);
  });

  test("add-mask hides the value in its own line and from then on, in both streams", async () => {
    const text =
      "before hunter2-value\n::add-mask::hunter2-value\r\nafter hunter2-value\n::error::hunter2-value leaked\n";
    for (const size of [1, 3, 10, 1000]) {
      const parts: ["stdout", string][] = [];
      for (let start = 0; start < text.length; start += size) parts.push(["stdout", text.slice(start, start + size)]);
      const log = writeLog(directory, [...parts, ["stderr", "also hunter2-value\n"]]);
      expect(await readTexts(log)).toEqual([
        "before hunter2-value",
        "::add-mask::***",
        "after ***",
        "::error::*** leaked",
        "also ***",
      ]);
      expect(log.annotations).toEqual([{ line: 4, message: "*** leaked" }]);
    }
  });

  test("add-mask takes escaped values of several lines, and says when a value is too short", async () => {
    const log = writeLog(directory, [
      ["stdout", "::add-mask::first-line%0Asecond-line\nsecond-line first-line\n::add-mask::abc\nabc\n"],
    ]);
    expect(await readTexts(log)).toEqual(["::add-mask::***", "*** ***", "::add-mask::abc", "abc"]);
    expect(log.notices).toHaveLength(1);
    expect(log.notices[0]).toContain("fewer than 6 characters");
  });

  test("stop-commands makes them text until its token comes, in that step only", async () => {
    const log = writeLog(directory, [
      ["stdout", "::stop-commands::resume-here\n::error::text\n::add-mask::not-a-secret\nnot-a-secret\n"],
      ["stdout", "::resume-here::\n::error::one\n::stop-commands::again\n::error::text\n"],
      "end of step",
      ["stdout", "::error::two\n"],
    ]);
    expect(log.annotations.map((annotation) => annotation.message)).toEqual(["one", "two"]);
    expect(await readTexts(log)).toContain("not-a-secret");
  });

  test("annotations cannot smuggle a secret out by escaping it", () => {
    const masker = createMasker();
    masker.add("TOKEN", "per%cent-secret");
    const log = writeLog(directory, [["stdout", "::error::per%25cent-secret\n"]], masker);
    expect(log.annotations).toEqual([{ line: 1, message: "***" }]);
  });

  test("a million marks do not make a large index; what is left out is counted", async () => {
    const warnings = "::warning::again\n".repeat(3000);
    await using reader = await openLog(writeLog(directory, [["stdout", `${warnings}::error::${"é".repeat(500)}\n`]]));
    expect(reader.marks.filter((mark) => mark.kind === "warning")).toHaveLength(1000);
    expect(reader.marksLeftOut).toBe(2000);
    expect(reader.marks.at(-1)).toEqual({ line: 3001, kind: "error", text: "é".repeat(100) });
  });
});
