import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findViolations } from "./support/find-violations.ts";
import { openBrowser, type Surroundings, whyNoBrowser } from "./support/open-browser.ts";

const pages = [
  "/",
  "/executions",
  "/pipelines",
  "/pipelines/new",
  "/analytics",
  "/repositories",
  "/environments",
  "/approvals",
  "/schedules",
  "/templates",
  "/secrets",
  "/webhooks",
  "/members",
  "/members?tab=teams",
  "/members?tab=invitations",
  "/tokens",
  "/audit",
  "/system",
  "/settings",
  "/start",
  "/nowhere",
];

describe.skipIf(whyNoBrowser !== undefined)(`every page ${whyNoBrowser ?? ""}`, () => {
  let here: Surroundings;

  beforeAll(async () => {
    here = await openBrowser();
  }, 120_000);

  afterAll(async () => {
    await here?.[Symbol.asyncDispose]();
  });

  test("can be used by everybody, in light and in dark", { timeout: 120_000 }, async () => {
    const { page, complaints } = await here.signedIn({ reducedMotion: "reduce" });
    const found: string[] = [];
    for (const path of pages) {
      await page.emulateMedia({ colorScheme: "light" });
      await page.goto(`${here.url}${path}`);
      await page.getByRole("heading", { level: 1 }).waitFor();
      await page.getByRole("status", { name: "Loading" }).first().waitFor({ state: "detached" });
      found.push(...(await findViolations(page)).map((violation) => `${path} in light ${violation}`));
      // What stands there is the same in dark; only its colours are not.
      await page.emulateMedia({ colorScheme: "dark" });
      found.push(
        ...(await findViolations(page, ["color-contrast"])).map((violation) => `${path} in dark ${violation}`),
      );
    }
    expect(found).toEqual([]);
    // A page of which there is none says so with 404.
    expect(complaints.filter((text) => !text.includes("404"))).toEqual([]);
  });
});
