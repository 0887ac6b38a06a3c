import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { whyNoBrowser } from "./support/launch-chromium.ts";
import { openBrowser, type Surroundings } from "./support/open-browser.ts";

describe.skipIf(whyNoBrowser !== undefined)(`signing in ${whyNoBrowser ?? ""}`, () => {
  let here: Surroundings;

  beforeAll(async () => {
    here = await openBrowser({ trustPipelines: false });
  }, 120_000);

  afterAll(async () => {
    await here?.[Symbol.asyncDispose]();
  });

  test("who opens a page without being signed in comes back to it afterwards", async () => {
    const { page, complaints } = await here.stranger();
    await page.goto(`${here.url}/executions?status=failed`);
    await page.getByLabel("E-mail").fill(here.email);
    await page.getByLabel("Password").fill("not that");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByText("The address or the password is wrong").waitFor();
    await page.getByLabel("Password").fill("a long sentence");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.waitForURL(`${here.url}/executions?status=failed`);
    await page.getByRole("heading", { name: "Executions" }).waitFor();
    expect(complaints).toEqual([]);
  });

  test("an address of another server is not gone to afterwards", async () => {
    const { page } = await here.stranger();
    await page.goto(`${here.url}/sign-in?next=${encodeURIComponent("//evil.example")}`);
    await page.getByLabel("E-mail").fill(here.email);
    await page.getByLabel("Password").fill("a long sentence");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.waitForURL(`${here.url}/`);
  });

  test("the page that was chosen to open first opens right after signing in, by password and by link", async () => {
    const { page } = await here.stranger();
    await page.goto(await here.link());
    await page.getByRole("heading", { name: "Overview" }).waitFor();
    await page.goto(`${here.url}/settings`);
    await page.getByRole("combobox", { name: "Start page" }).click();
    await page.getByTitle("Pipelines", { exact: true }).click();
    await page.context().clearCookies();
    await page.goto(here.url);
    await page.getByLabel("E-mail").fill(here.email);
    await page.getByLabel("Password").fill("a long sentence");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("heading", { name: "Pipelines", exact: true }).waitFor();
    await page.context().clearCookies();
    await page.goto(await here.link());
    await page.getByRole("heading", { name: "Pipelines", exact: true }).waitFor();
    // The overview is still there for who goes to it.
    await page.getByRole("link", { name: "Overview" }).click();
    await page.getByRole("heading", { name: "Overview" }).waitFor();
  });

  test("a one-time link lets in once", async () => {
    const link = await here.link();
    const { page } = await here.stranger();
    await page.goto(link);
    await page.getByRole("heading", { name: "Overview" }).waitFor();
    const again = await here.stranger();
    await again.page.goto(link);
    await again.page.getByRole("heading", { name: "This link does not let you in" }).waitFor();
  });

  test("a server that takes no folder of its machine offers none", async () => {
    const { page } = await here.at("/start");
    await page.getByRole("heading", { name: "Use a repository" }).waitFor();
    await page.getByRole("button", { name: "Add a repository" }).click();
    await page.getByRole("dialog").getByText("The address that it is cloned from").waitFor();
    expect(await page.getByText(/folder/).count()).toBe(0);
  });

  test("keys lead about, Escape leaves a control before it leaves the page, and the policy of the pages lets all of it through", async () => {
    const { page, complaints } = await here.at("/");
    for (const colorScheme of ["light", "dark"] as const) {
      if (colorScheme === "dark") {
        await page.emulateMedia({ colorScheme });
        await page.goto(here.url);
      }
      await page.getByRole("heading", { name: "Overview" }).waitFor();
      await page.keyboard.press("Control+k");
      await page.getByRole("combobox", { name: "What do you want to do?" }).fill("pipel");
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { name: "Pipelines" }).waitFor();
      await page.keyboard.press("g");
      await page.keyboard.press("e");
      await page.getByRole("heading", { name: "Executions" }).waitFor();
      await page.getByRole("combobox", { name: "Status" }).click();
      await page.getByTitle("Failed").click();
      await page.waitForURL(/status=failed/);
      await page.getByText("No execution is like that").waitFor();
      const link = page.getByRole("link", { name: "Webhooks" });
      await link.focus();
      await page.keyboard.press("Escape");
      expect(await link.evaluate((element) => element === document.activeElement)).toBe(false);
      expect(page.url()).toContain("/executions");
      await page.keyboard.press("Escape");
      await page.waitForURL((url) => url.search === "");
      expect(complaints).toEqual([]);
    }
  });
});
