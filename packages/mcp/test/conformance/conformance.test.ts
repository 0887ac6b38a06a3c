import { describe, expect, test } from "vitest";
import { askAgain, type Revision, runSuite } from "./run-suite.ts";
import { needFixtures, needSessions } from "./scenarios.ts";
import { serveFixtures } from "./serve-fixtures.ts";

const wait = { timeout: 120_000 };

// Most of their time they wait, so they wait together.
describe.concurrent("the conformance suite of the protocol", () => {
  test("finds all that the revision 2026-07-28 requires", wait, async ({ expect: expected }) => {
    await using server = await serveFixtures();
    const { asked, failed } = await judge(server.url, "2026-07-28");
    expected(failed).toEqual([]);
    expected(asked).toHaveLength(37);
    expected(needFixtures.filter((name) => asked.includes(name))).toHaveLength(26);
  });

  test("finds all that the revision 2025-11-25 requires", wait, async ({ expect: expected }) => {
    await using server = await serveFixtures({ sessions: true });
    const { asked, failed } = await judge(server.url, "2025-11-25");
    expected(failed).toEqual([]);
    expected(asked).toHaveLength(30);
  });

  test("needs connections that last for what is listed and no more", wait, async ({ expect: expected }) => {
    await using server = await serveFixtures();
    const { failed } = await judge(server.url, "2025-11-25", needSessions);
    expected(failed).toEqual(needSessions);
  });
});

test("what needs sessions needs fixtures too", () => {
  expect(needSessions.filter((name) => !needFixtures.includes(name))).toEqual([]);
});

/** What failed by itself too, where that was not to be expected. */
async function judge(
  url: string,
  revision: Revision,
  expected: readonly string[] = [],
): Promise<{ readonly asked: readonly string[]; readonly failed: readonly string[] }> {
  const { passed, failed } = await runSuite(url, revision);
  const surprising = failed.filter((name) => !expected.includes(name));
  const settled = surprising.length === 0 ? [] : await askAgain(url, revision, surprising);
  return {
    asked: [...passed, ...failed],
    failed: failed.filter((name) => expected.includes(name) || settled.includes(name)),
  };
}
