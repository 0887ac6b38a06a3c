import axe from "axe-core";
import type { Page } from "playwright-core";

/** What axe-core finds on a page, one line each: how bad, which rule, where. */
export async function findViolations(page: Page): Promise<readonly string[]> {
  // Through the debugger, since the page's own policy lets no foreign script in.
  const session = await page.context().newCDPSession(page);
  await session.send("Runtime.evaluate", { expression: axe.source });
  const { result } = await session.send("Runtime.evaluate", {
    expression: `axe.run({ resultTypes: ["violations"] }).then(({ violations }) =>
      violations.map(({ impact, id, nodes }) => impact + " " + id + ": " + nodes.map(({ target }) => target).join(", ")))`,
    awaitPromise: true,
    returnByValue: true,
  });
  await session.detach();
  return result.value;
}
