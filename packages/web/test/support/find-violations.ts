import axe from "axe-core";
import type { Page } from "playwright-core";

/** What axe-core finds on a page, by all its rules or only some: one line each, how bad, which rule, where. */
export async function findViolations(page: Page, rules?: readonly string[]): Promise<readonly string[]> {
  const options = { resultTypes: ["violations"], ...(rules === undefined ? {} : { runOnly: rules }) };
  // Through the debugger, since the page's own policy lets no foreign script in.
  const session = await page.context().newCDPSession(page);
  const { result: known } = await session.send("Runtime.evaluate", { expression: "typeof axe" });
  if (known.value === "undefined") await session.send("Runtime.evaluate", { expression: axe.source });
  const { result } = await session.send("Runtime.evaluate", {
    expression: `(${settle})().then(() => axe.run(${JSON.stringify(options)})).then(({ violations }) =>
      violations.map(({ impact, id, nodes }) => impact + " " + id + ": " + nodes.map(({ target }) => target).join(", ")))`,
    awaitPromise: true,
    returnByValue: true,
  });
  await session.detach();
  return result.value;
}

/** What is on its way to another colour has one in between. Runs in the page. */
const settle = `async () => {
  for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame);
  const ending = document.getAnimations().filter(({ effect }) => effect.getComputedTiming().endTime < Infinity);
  await Promise.allSettled(ending.map(({ finished }) => finished));
}`;
