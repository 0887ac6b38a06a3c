import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openBrowser, type Surroundings, type WatchedPage, whyNoBrowser } from "./support/open-browser.ts";
import { runToTheEnd } from "./support/run-to-the-end.ts";

describe.skipIf(whyNoBrowser !== undefined)(`lists ${whyNoBrowser ?? ""}`, () => {
  let here: Surroundings;
  let directory: string;
  let repository: string;
  let pipeline: string;
  let watched: WatchedPage;

  beforeAll(async () => {
    here = await openBrowser();
    directory = await mkdtemp(join(tmpdir(), "headrace-web-lists-"));
    await writeFile(join(directory, "data.txt"), "something\n");
    repository = (await here.client.call("repositories.create", { name: "shop", location: directory })).id;
    const text =
      "name: shop\nparameters: { broken: { type: boolean, default: false } }\n" +
      "variables: { BROKEN: '${{ params.broken }}' }\nstages: { check: { steps: ['[ $BROKEN = false ]'] } }\n";
    pipeline = (await here.client.call("pipelines.create", { name: "shop", repository, text })).id;
    watched = await here.signedIn();
  }, 120_000);

  afterAll(async () => {
    await here?.[Symbol.asyncDispose]();
    await rm(directory, { recursive: true, force: true });
  });

  // Before there are names in other scripts, each of which has a font of its own.
  test("the overview needs less than 350 kB", async () => {
    await runToTheEnd(here.client, repository, { name: "once", stages: { only: { steps: ["true"] } } });
    const { page } = await here.signedIn();
    const session = await page.context().newCDPSession(page);
    await session.send("Network.enable");
    await session.send("Network.setCacheDisabled", { cacheDisabled: true });
    let bytes = 0;
    session.on("Network.loadingFinished", ({ encodedDataLength }) => {
      bytes += encodedDataLength;
    });
    await page.goto(`${here.url}/`);
    await page.getByRole("heading", { name: "Ended lately" }).waitFor();
    await page.waitForLoadState("networkidle");
    console.log(`first load of the overview: ${Math.round(bytes / 1000)} kB`);
    expect(bytes).toBeGreaterThan(50_000);
    expect(bytes).toBeLessThan(350_000);
  });

  test("a pipeline is run from its page with typed parameters, and stands in the lists as it ended", async () => {
    const { page } = watched;
    await page.goto(`${here.url}/pipelines`);
    await page.getByRole("link", { name: "shop", exact: true }).waitFor();
    await page.keyboard.press("j");
    await page.keyboard.press("Enter");
    await page.waitForURL(`${here.url}/pipelines/${pipeline}`);
    await page.getByText("It has never run").waitFor();
    await page.keyboard.press("r");
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("switch", { name: "broken" }).click();
    await dialog.getByRole("button", { name: "Run" }).click();
    await page.waitForURL(/\/executions\/[\w-]+$/);
    await page.goto(`${here.url}/executions?status=failed`);
    await page.getByRole("link", { name: "shop #1" }).waitFor();
    await page.goto(`${here.url}/executions?status=cancelled`);
    await page.getByText("No execution is like that").waitFor();
    await page.goto(`${here.url}/pipelines`);
    await page.getByRole("img", { name: "Last executions: 1 failed" }).waitFor();
  });

  test("hostile names are texts", async () => {
    const { page } = watched;
    const description = `<img src=x onerror="document.title='pwned'"> \u202egnp.exe`;
    await here.client.call("pipelines.update", { pipeline, description });
    await page.goto(`${here.url}/pipelines/${pipeline}`);
    await page.getByText(description).waitFor();
    expect(await page.title()).toBe("shop · Headrace");
  });

  test("a secret is sealed and never shown, and what the server refuses stands at its field", async () => {
    const { page } = watched;
    await page.goto(`${here.url}/secrets`);
    await page.getByRole("button", { name: "New secret" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name").fill("9lives");
    await dialog.getByLabel("Value", { exact: true }).fill("tomato");
    await dialog.getByRole("button", { name: "Seal it" }).click();
    await dialog.getByText(/not beginning with a digit/).waitFor();
    await dialog.getByLabel("Name").fill("LIVES");
    await dialog.getByRole("button", { name: "Seal it" }).click();
    await page.getByRole("cell", { name: "LIVES", exact: true }).waitFor();
    expect(await page.content()).not.toContain("tomato");
  });

  test("filters stand in the address and are there again afterwards", async () => {
    const { page } = watched;
    await page.goto(`${here.url}/audit`);
    await page.getByLabel("Operation").waitFor();
    await page.keyboard.press("/");
    await page.keyboard.type("secrets.set");
    await page.waitForURL(/operation=secrets\.set/);
    await page.reload();
    await page.getByRole("cell", { name: "secrets.set" }).first().waitFor();
    expect(await page.getByLabel("Operation").inputValue()).toBe("secrets.set");
  });

  test("that the server is gone is said, and that it is back is seen without loading anything anew", async () => {
    const { page } = watched;
    await page.goto(`${here.url}/executions`);
    await page.getByRole("link", { name: "shop #1" }).waitFor();
    await page.context().setOffline(true);
    await page.getByText("The server cannot be reached").waitFor();
    expect(await page.getByRole("link", { name: "shop #1" }).isVisible()).toBe(true);
    await here.client.call("pipelines.execute", { pipeline, parameters: {} });
    await page.context().setOffline(false);
    await page.getByRole("link", { name: "shop #2" }).waitFor();
    await page.getByText("The server cannot be reached").waitFor({ state: "detached" });
  });
});
