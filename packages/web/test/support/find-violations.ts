import axe from "axe-core";
import type { Page } from "playwright-core";
import { scanPage } from "./scan-page.ts";

/** What axe-core finds on a page, of all that it knows or only of what another theme can change: one line each, how bad, which rule, where. */
export async function findViolations(page: Page, of: "all" | "colours" = "all"): Promise<readonly string[]> {
  if (!(await page.evaluate("'axe' in window"))) {
    // Through the debugger, since the page's own policy lets no foreign script in.
    const session = await page.context().newCDPSession(page);
    await session.send("Runtime.evaluate", { expression: axe.source });
    await session.detach();
  }
  return await page.evaluate(scanPage, of);
}
