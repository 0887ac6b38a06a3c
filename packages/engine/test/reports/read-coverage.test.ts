import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readCoverage } from "../../src/reports/index.ts";

const root = join(import.meta.dirname, "fixtures");

describe("readCoverage", () => {
  it("unites the records of one file, and takes the counts where the lines are left out", async () => {
    // basket.js: lines 1, 2 and (by the second record) 3 of 4; price.js: 1 of 2; summary-only.js: 5 of 10.
    const result = await readCoverage({ root, path: "lcov.info" });
    expect(result).toEqual({ lines: 16, covered: 9, percent: 56.25, problems: [] });
  });

  it("unites several files of a glob", async () => {
    const { lines, covered, problems } = await readCoverage({ root, path: "lcov*.info" });
    expect({ lines, covered }).toEqual({ lines: 18, covered: 10 });
    expect(problems).toHaveLength(1);
  });

  it("says which line is not lcov, and counts the others", async () => {
    const result = await readCoverage({ root, path: "lcov-broken.info" });
    expect(result).toMatchObject({ lines: 2, covered: 1, percent: 50 });
    expect(result.problems).toMatchObject([{ kind: "broken", file: "lcov-broken.info", line: 3 }]);
  });

  it("tells nothing measured from nothing covered", async () => {
    expect(await readCoverage({ root, path: "none.info" })).toMatchObject({
      percent: null,
      problems: [{ kind: "no-match" }],
    });
    expect(await readCoverage({ root, path: "page.xml" })).toMatchObject({
      percent: null,
      problems: [{ kind: "not-a-report" }],
    });
    expect(await readCoverage({ root, path: "../fixtures/lcov.info" })).toMatchObject({
      problems: [{ kind: "outside" }],
    });
    expect(await readCoverage({ root, path: "lcov.info", notBefore: Date.now() + 60_000 })).toMatchObject({
      percent: null,
      problems: [{ kind: "stale" }],
    });
  });
});
