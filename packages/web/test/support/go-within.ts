import type { Page } from "playwright-core";

const nowhere = "/nowhere";

/**
 * Leads a loaded page to another address as a link within it would, without loading it again: loading takes most of what
 * a look at a page does. It goes by way of an address that is no page, so that nothing of the one before is left.
 */
export async function goWithin(page: Page, path: string): Promise<void> {
  const missing = page.getByRole("heading", { name: "There is no such page" });
  const leave = page.getByRole("dialog", { name: "Leave without saving?" }).getByRole("button", { name: "Leave" });
  await follow(page, nowhere);
  // Of a drawing that nobody saved.
  await missing.or(leave).waitFor();
  if (await leave.isVisible()) await leave.click();
  await missing.waitFor();
  if (path === nowhere) return;
  await follow(page, path);
  await missing.waitFor({ state: "detached" });
}

async function follow(page: Page, path: string): Promise<void> {
  // The router numbers what it has been to, and knows nothing of who went to a line by the address bar.
  await page.evaluate(`
    history.pushState({ idx: (history.state?.idx ?? 0) + 1 }, "", ${JSON.stringify(path)});
    dispatchEvent(new PopStateEvent("popstate"));
  `);
}
