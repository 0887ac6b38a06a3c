import axe from "axe-core";
import type { Page } from "playwright-core";
import { scanPage } from "./scan-page.ts";

export interface Scan {
  /** All that axe-core knows, or only what another theme can change. */
  readonly of?: "all" | "colours";
  /** How the texts of earlier scans look, which need not be measured again; those of this one are added. */
  readonly known?: Set<string>;
}

/** What axe-core finds on a page: one line each, how bad, which rule, where. */
export async function findViolations(page: Page, scan: Scan = {}): Promise<readonly string[]> {
  const { of = "all", known = new Set() } = scan;
  if (!(await page.evaluate("'axe' in window"))) {
    // Through the debugger, since the page's own policy lets no foreign script in.
    const session = await page.context().newCDPSession(page);
    await session.send("Runtime.evaluate", { expression: axe.source });
    await session.detach();
  }
  const { violations, looks } = await page.evaluate(scanPage, { of, known: [...known] });
  for (const look of looks) known.add(look);
  return violations;
}
