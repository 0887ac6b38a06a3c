import { execFile } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { mkdir, mkdtemp, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createMasker } from "../../src/masking/index.ts";
import { readTestReports, type TestCase, type TestReportsRequest } from "../../src/reports/index.ts";

const fixtures = join(import.meta.dirname, "fixtures");

async function read(file: string | readonly string[], options: Partial<TestReportsRequest> = {}) {
  const cases: TestCase[] = [];
  const patterns = typeof file === "string" ? [file] : file;
  const result = await readTestReports({
    root: fixtures,
    patterns,
    receive: (batch) => {
      cases.push(...batch);
    },
    ...options,
  });
  return { ...result, cases };
}

const brief = (cases: readonly TestCase[]) => cases.map((one) => `${one.suite} / ${one.name}: ${one.outcome}`);

describe("the shapes that test runners write", () => {
  it("reads surefire: reruns, flaky runs, errors, thousands in times", async () => {
    const { cases, totals, problems } = await read("surefire.xml");
    expect(problems).toEqual([]);
    expect(totals).toEqual({ total: 6, passed: 2, failed: 2, skipped: 1, flaky: 1, durationMs: 1_200_296 });
    expect(cases.find((one) => one.name === "sendsMail")).toMatchObject({
      suite: "org.example.billing.InvoiceTest",
      outcome: "flaky",
      runs: 3,
      durationMs: 1_200_250,
      message: expect.stringContaining("at org.example.billing.Mailer.send(Mailer.java:88)"),
    });
    expect(cases.find((one) => one.name === "sendsMail")?.message).not.toContain("localhost:2525");
    expect(cases.find((one) => one.name === "roundsHalfUp")).toMatchObject({ outcome: "failed", runs: 2 });
    expect(cases.find((one) => one.name === "opensLedger")?.message).toBe(
      'Cannot invoke "Ledger.open()" because "ledger" is null\njava.lang.NullPointerException\n' +
        "\tat org.example.billing.InvoiceTest.opensLedger(InvoiceTest.java:60)",
    );
    expect(cases.find((one) => one.name === "exportsPdf")?.message).toBe("needs a font");
  });

  it("reads jest-junit, whose class names repeat the titles", async () => {
    const { cases } = await read("jest-junit.xml");
    expect(brief(cases).sort()).toEqual([
      "basket / basket adds an item: passed",
      "basket / basket keeps its order: skipped",
      "basket / basket refuses a negative amount: failed",
    ]);
  });

  it("gives a message its line ends again, which an attribute loses", async () => {
    const { cases } = await read("node-20.xml");
    expect(cases.map(({ message = "" }) => message.split("[Error", 1)[0]?.trimEnd())).toEqual([
      "Expected values to be strictly equal:\n\n5490 !== 5000",
      "one\n\n  two",
    ]);
  });

  it("reads pytest, where only the class tells two cases apart", async () => {
    const { cases, totals } = await read("pytest.xml");
    expect(totals).toMatchObject({ total: 5, passed: 2, failed: 2, skipped: 1 });
    expect(brief(cases)).toContain("tests.test_dates.TestParse / test_month[jan-1]: passed");
    expect(brief(cases)).toContain("tests.test_dates.TestFormat / test_month[jan-1]: passed");
    expect(cases.find((one) => one.name === "test_leap_year")?.message).toMatch(
      /^assert 28 == 29.*def test_leap_year/s,
    );
  });

  it("reads go-junit-report", async () => {
    const { cases, totals } = await read("go-junit-report.xml");
    expect(totals).toEqual({ total: 3, passed: 1, failed: 1, skipped: 1, flaky: 0, durationMs: 410 });
    expect(cases.find((one) => one.outcome === "failed")?.message).toBe(
      "Failed\nqueue_test.go:31: Pop() = 0, want ErrEmpty",
    );
  });

  it("takes a repeated case that failed and then passed as flaky, one that failed twice as failed", async () => {
    const { cases, totals } = await read("gotestsum-rerun.xml");
    expect(totals).toMatchObject({ total: 3, passed: 1, failed: 1, flaky: 1 });
    expect(cases.find((one) => one.name === "TestEvict")).toMatchObject({
      outcome: "flaky",
      runs: 2,
      durationMs: 280,
      message: expect.stringContaining("evicted too early"),
    });
    expect(cases.find((one) => one.name === "TestExpire")).toMatchObject({
      outcome: "failed",
      runs: 2,
      message: expect.stringContaining("still there, again"),
    });
  });

  it("reads vitest: a byte order mark, colour codes raw and as references", async () => {
    const { cases, totals, problems } = await read("vitest.xml");
    expect(problems).toEqual([]);
    expect(totals).toMatchObject({ total: 3, passed: 1, failed: 1, skipped: 1 });
    const failed = cases.find((one) => one.outcome === "failed");
    expect(failed?.name).toBe("router > decodes a parameter");
    expect(failed?.message).toContain("\n- Expected\n+ Received\n");
  });

  it("reads phpunit's nested suites, with files and lines", async () => {
    const { cases, totals } = await read("phpunit.xml", { root: fixtures });
    expect(totals).toMatchObject({ total: 4, passed: 2, failed: 1, skipped: 1 });
    expect(cases.every((one) => one.suite === "App.Tests.PriceTest")).toBe(true);
    expect(cases.find((one) => one.name === "testCurrency")).toMatchObject({
      file: "/builds/shop/tests/PriceTest.php",
      line: 40,
    });
  });

  it("reads mocha-junit-reporter with decimal commas, and a hook that failed outside any case", async () => {
    const { cases, totals } = await read("mocha.xml");
    expect(totals).toEqual({ total: 3, passed: 1, failed: 2, skipped: 0, flaky: 0, durationMs: 43 });
    expect(brief(cases).sort()).toEqual([
      'clock "before all" hook / clock "before all" hook: failed',
      "clock / clock stops: failed",
      "clock / clock ticks: passed",
    ]);
    expect(cases.find((one) => one.name === "clock ticks")?.file).toBe("/builds/clock/test/clock.js");
  });

  it("reads googletest, which says by attributes what was not run", async () => {
    const { totals } = await read("googletest.xml");
    expect(totals).toMatchObject({ total: 3, passed: 1, skipped: 2 });
  });

  it("keeps apart cases of suites that bear one name", async () => {
    const { totals } = await read("browsers.xml");
    expect(totals).toMatchObject({ total: 4, passed: 3, failed: 1, flaky: 0 });
  });

  it("reads a bare suite with missing attributes, odd times, stray ampersands and a raw <", async () => {
    const { cases, totals, problems } = await read("bare.xml");
    expect(problems).toEqual([]);
    expect(totals).toMatchObject({ total: 7, failed: 1 });
    expect(cases.map((one) => [one.suite, one.name, one.durationMs])).toEqual([
      ["", "(unnamed)", 0],
      ["", "no class, no time", 0],
      ["only.a.Class", "only.a.Class", 0],
      ["", "odd times", 0],
      ["", "scientific", 15],
      ["", "thousands", 1_234_567_500],
      ["", "stray & ampersands & &nbsp; entities", 100],
    ]);
    expect(cases.at(-1)?.message).toBe("a < b && b > c");
  });

  it("reads the declared encoding, and survives invalid bytes", async () => {
    expect(brief((await read("latin1.xml")).cases)).toEqual(["caffè / perché: passed"]);
    expect(brief((await read("invalid-bytes.xml")).cases)).toEqual([
      "s / bad \ufffd\ufffd bytes: passed",
      "s / next: passed",
    ]);
  });
});

describe("broken and hostile files", () => {
  it("counts the cases before the break and names file and line", async () => {
    const { totals, problems, files } = await read("cut-off.xml");
    expect(totals).toMatchObject({ total: 2, passed: 1, failed: 1 });
    expect(files).toEqual(["cut-off.xml"]);
    expect(problems).toEqual([
      {
        kind: "broken",
        file: "cut-off.xml",
        line: 6,
        message: expect.stringContaining('"cut-off.xml" breaks off in line 6'),
      },
    ]);
  });

  it("says where tags do not match", async () => {
    const { totals, problems } = await read("mismatched.xml");
    expect(totals.total).toBe(1);
    expect(problems).toMatchObject([{ kind: "broken", line: 4 }]);
  });

  it("expands no declared entity and reads no outside one", async () => {
    const { cases, problems } = await read("entities.xml");
    expect(problems).toEqual([]);
    expect(cases).toMatchObject([{ name: "bomb", outcome: "failed", message: "&c;&outside;" }]);
  });

  it("calls a page or an empty file what it is", async () => {
    expect((await read("page.xml")).problems).toMatchObject([{ kind: "not-a-report", file: "page.xml", line: 1 }]);
    expect((await read("empty.xml")).problems).toMatchObject([{ kind: "broken", file: "empty.xml", line: 1 }]);
  });

  it("reads the good files beside the bad ones", async () => {
    const { totals, problems } = await read(["{cut-off,browsers,page}.xml"]);
    expect(totals.total).toBe(6);
    expect(problems.map((problem) => problem.file)).toEqual(["cut-off.xml", "page.xml"]);
  });
});

describe("which files count", () => {
  let root = "";
  const one = (name: string) => `<testsuite name="s"><testcase name="${name}"/></testsuite>`;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "headrace-reports-"));
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  it("leaves out what is older than the stage, and says so", async () => {
    await writeFile(join(root, "old.xml"), one("old"));
    await writeFile(join(root, "new.xml"), one("new"));
    const began = new Date("2026-03-02T10:00:00.500Z");
    await utimes(join(root, "old.xml"), began, new Date(began.getTime() - 3000));
    await utimes(join(root, "new.xml"), began, began);
    const { cases, problems } = await read("*.xml", { root, notBefore: began.getTime() });
    expect(cases.map((found) => found.name)).toEqual(["new"]);
    expect(problems).toEqual([
      { kind: "stale", file: "old.xml", message: '"old.xml" was written before the stage began and not counted.' },
    ]);
  });

  it("allows for the clock of the file system", async () => {
    await writeFile(join(root, "a.xml"), one("a"));
    await utimes(join(root, "a.xml"), 0, 1_772_445_600);
    expect((await read("a.xml", { root, notBefore: 1_772_445_600_900 })).totals.total).toBe(1);
    expect((await read("a.xml", { root, notBefore: 1_772_445_601_900 })).totals.total).toBe(0);
  });

  it("takes globs, excludes, deep folders, and no other people's folders", async () => {
    for (const file of ["a/b/TEST-1.xml", "a/TEST-2.xml", "node_modules/x/TEST-3.xml", "a/skip/TEST-4.xml"]) {
      await mkdir(join(root, file, ".."), { recursive: true });
      await writeFile(join(root, file), one(file));
    }
    const names = async (...patterns: string[]) => (await read(patterns, { root })).cases.map((found) => found.name);
    expect(await names("**/TEST-*.xml", "!**/skip/**")).toEqual(["a/TEST-2.xml", "a/b/TEST-1.xml"]);
    expect(await names("node_modules/**/*.xml")).toEqual(["node_modules/x/TEST-3.xml"]);
    expect(await names("./a/*.xml", "a/TEST-2.xml")).toEqual(["a/TEST-2.xml"]);
  });

  it("refuses patterns and links that leave the workspace, and says when nothing matches", async () => {
    await mkdir(join(root, "work"));
    await writeFile(join(root, "outside.xml"), one("outside"));
    await symlink(join(root, "outside.xml"), join(root, "work", "link.xml"));
    const { cases, problems } = await read(["link.xml", "../outside.xml", join(root, "outside.xml"), "none/*.xml"], {
      root: join(root, "work"),
    });
    expect(cases).toEqual([]);
    expect(problems.map((problem) => problem.kind)).toEqual(["outside", "outside", "outside", "no-match"]);
  });

  it("waits for nobody at a pipe, and stops at a signal", async () => {
    await mkdir(join(root, "folder.xml"));
    expect((await read("folder.xml", { root })).problems).toMatchObject([{ kind: "no-match" }]);
    await writeFile(join(root, "a.xml"), one("a"));
    await expect(read("a.xml", { root, signal: AbortSignal.abort() })).rejects.toThrow();
  });

  it("throws on what the receiver throws", async () => {
    await writeFile(join(root, "a.xml"), one("a"));
    const receive = () => Promise.reject(new Error("disk full"));
    await expect(readTestReports({ root, patterns: ["a.xml"], receive })).rejects.toThrow("disk full");
  });

  it("keeps memory flat over a large file with huge outputs, and gives positions all the same", async () => {
    const file = createWriteStream(join(root, "huge.xml"));
    const write = async (text: string) => {
      if (!file.write(text)) {
        await once(file, "drain");
      }
    };
    await write('<testsuites><testsuite name="huge">');
    const noise = `${"x".repeat(99)}\n`.repeat(10_000);
    const cases = 24_000;
    for (let index = 0; index < cases; index++) {
      await write(
        `<testcase name="case ${index}" classname="c" time="0.001"><failure message="m">${"y".repeat(500)}</failure></testcase>\n`,
      );
    }
    await write("<system-out><![CDATA[");
    for (let index = 0; index < 60; index++) {
      await write(noise);
    }
    await write(']]></system-out>\n<testcase name="last" classname="c"/></testsuite></testsuites>\n<more/>');
    file.end();
    await once(file, "close");

    // The file has 74 MB; the heap that reads it is given less than half of that.
    const program = join(import.meta.dirname, "read-one-file.ts");
    const { stdout } = await promisify(execFile)(process.execPath, [
      "--max-old-space-size=32",
      program,
      join(root, "huge.xml"),
    ]);
    const { totals, problems, largest, count } = JSON.parse(stdout);
    expect(totals).toMatchObject({ total: cases + 1, failed: cases, passed: 1 });
    expect(count).toBe(cases + 1);
    expect(largest).toBeLessThanOrEqual(8192);
    expect(problems).toMatchObject([{ kind: "broken", line: cases + 600_000 + 3 }]);
  });

  it("cuts a long message at 8 kB between characters", async () => {
    const text = "€".repeat(20_000);
    await writeFile(join(root, "a.xml"), `<testsuite><testcase name="a"><error>${text}</error></testcase></testsuite>`);
    const message = (await read("a.xml", { root })).cases[0]?.message ?? "";
    expect(Buffer.byteLength(message)).toBeLessThanOrEqual(8192);
    expect(message).toMatch(/^€+…$/);
  });

  it("shows no half of a secret, wherever a text is cut", async () => {
    const secret = "Zq7-Wv3-Xk9-Jp5-Hm1";
    const masker = createMasker();
    masker.add("TOKEN", secret);
    const key = `Kf8${"Yr2".repeat(500)}`;
    masker.add("KEY", key);
    const leaks = (text: string): boolean => /Zq|Wv|Xk|Jp|Hm|Kf|Yr/.test(text);
    // Around the length that is kept of a message, and around the one that is read of any text.
    for (const length of [8170, 8180, 8191, 16_365, 16_375, 16_383]) {
      const text = `${"x".repeat(length)}${secret} after`;
      await writeFile(
        join(root, "a.xml"),
        `<testsuite name="${text}"><testcase name="${text}" file="${text}"><failure message="${text}">${text}</failure></testcase>
<testcase name="b"><failure><![CDATA[${text}]]></failure></testcase>
<testcase name="c"><failure message="c"><![CDATA[${text.slice(0, length + 8)}]]><![CDATA[${text.slice(length + 8)}]]></failure></testcase>
<testcase name="d"><error>${`${key} `.repeat(20)}</error></testcase></testsuite>`,
      );
      const { cases } = await read("a.xml", { root, masker });
      expect(cases.map(({ outcome }) => outcome)).toEqual(["failed", "failed", "failed", "failed"]);
      for (const one of cases) expect(leaks(JSON.stringify(one)), `at ${length}, ${one.name.slice(0, 9)}`).toBe(false);
      expect(cases[3]?.message).toMatch(/^(\*\*\* ){10}…$/);
    }
    // What is whole stays whole, also where it ends as a secret begins.
    await writeFile(join(root, "a.xml"), '<testsuite><testcase name="ends with Zq7"/></testsuite>');
    expect((await read("a.xml", { root, masker })).cases[0]?.name).toBe("ends with Zq7");
  });
});
