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

  test.each(["light", "dark"] as const)("in %s can be used by everybody", { timeout: 120_000 }, async (colorScheme) => {
    const { page, complaints } = await here.signedIn({ colorScheme, reducedMotion: "reduce" });
    const found: string[] = [];
    for (const path of pages) {
      await page.goto(`${here.url}${path}`);
      await page.getByRole("heading", { level: 1 }).waitFor();
      await page.getByRole("status", { name: "Loading" }).first().waitFor({ state: "detached" });
      // What stands there is the same in both; only its colours are not.
      const rules = colorScheme === "dark" ? ["color-contrast"] : undefined;
      found.push(...(await findViolations(page, rules)).map((violation) => `${path} ${violation}`));
    }
    expect(found).toEqual([]);
    // A page of which there is none says so with 404.
    expect(complaints.filter((text) => !text.includes("404"))).toEqual([]);
  });
});
