import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { whyNoBrowser } from "./support/launch-chromium.ts";
import { type FreshSurroundings, openFresh } from "./support/open-browser.ts";

describe.skipIf(whyNoBrowser !== undefined)(`the first start ${whyNoBrowser ?? ""}`, () => {
  let here: FreshSurroundings;
  let folder: string;

  beforeAll(async () => {
    here = await openFresh();
    folder = await mkdtemp(join(tmpdir(), "headrace-shop-"));
  }, 120_000);

  afterAll(async () => {
    await here?.[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  const stageOn = (page: Page, id: string) => page.locator(`.react-flow__node[data-id="${id}"]`);
  const fill = async (field: Locator, text: string, key: "Enter" | "Tab"): Promise<void> => {
    await field.fill(text);
    await field.press(key);
  };

  test("a new user draws a pipeline by drag and drop alone, sees it run, mends what fails, and sees it pass", {
    timeout: 120_000,
  }, async () => {
    const { page, complaints } = await here.stranger({ moving: true, viewport: { width: 1440, height: 900 } });
    const dialog = (name: string) => page.getByRole("dialog", { name });

    await page.goto(here.firstLink);
    await page.getByLabel("Your name").fill("Ada Bell");
    await page.getByLabel("E-mail").fill("ada@example.org");
    await page.getByLabel("Password").fill("a long sentence");
    await fill(page.getByLabel("Organization"), "Mill Street", "Enter");
    await page.getByRole("heading", { name: "Use a folder on this machine" }).waitFor();
    // A template wants a repository too, which is added on the way.
    await page.getByRole("link", { name: "Look at the templates" }).click();
    await page.getByRole("button", { name: "Use it: Hello" }).click();
    await dialog("Add a repository").getByText("There is none yet").waitFor();
    await dialog("Add a repository").getByRole("button", { name: "Cancel" }).click();
    await dialog("Add a repository").waitFor({ state: "detached" });
    await page.goBack();
    await page.getByRole("link", { name: "Begin with an empty one" }).click();
    await page.getByText("No stages yet").waitFor();

    const script = page.locator('[data-item="script"]');
    const ground = page.locator(".react-flow");
    await script.dragTo(ground, { targetPosition: { x: 150, y: 150 } });
    const form = (stage: string) => page.getByRole("region", { name: `Stage ${stage}` });
    await form("script").getByText("Needed.").waitFor();
    await fill(form("script").getByLabel("Id"), "make", "Enter");
    await fill(form("make").getByLabel("script *"), "echo made > /dev/null", "Tab");
    await page.getByText("Comes after make").waitFor();
    await script.dragTo(ground, { targetPosition: { x: 300, y: 350 } });
    await fill(form("script").getByLabel("Id"), "check", "Enter");
    await fill(form("check").getByLabel("script *"), "echo begun\necho 'Error: the sums are wrong' >&2\nexit 3", "Tab");
    await page.getByText("No problems").waitFor();
    await stageOn(page, "check").waitFor();
    const [stage, canvas] = [await stageOn(page, "check").boundingBox(), await ground.boundingBox()];
    expect(stage?.x).toBeGreaterThan(canvas?.x ?? 0);
    expect((stage?.x ?? 0) + (stage?.width ?? 0)).toBeLessThan((canvas?.x ?? 0) + (canvas?.width ?? 0));

    await page.getByRole("button", { name: "YAML", exact: true }).click();
    await page.locator(".cm-line", { hasText: "needs: [make]" }).waitFor();
    await page.getByRole("button", { name: "Save and run" }).click();
    await dialog("Add a repository").getByLabel("Name").fill("shop");
    await fill(dialog("Add a repository").getByLabel("Place"), folder, "Enter");
    await fill(dialog("Save the pipeline").getByLabel("Name"), "sums", "Enter");
    await dialog("Run").getByRole("button", { name: "Run" }).click();
    await page.getByRole("heading", { name: "sums #1" }).waitFor();

    const card = page.getByRole("region", { name: "Why it failed" });
    await card.getByRole("link", { name: "Error: the sums are wrong" }).click();
    await page.locator("[data-line]", { hasText: "Error: the sums are wrong" }).waitFor();
    await page.goBack();
    await card.getByRole("link", { name: "Edit this stage" }).click();
    await fill(form("check").getByLabel("script *"), "echo the sums are right", "Tab");
    await page.getByRole("button", { name: "Save and run" }).click();
    await dialog("Run").getByRole("button", { name: "Run" }).click();
    await page.getByRole("heading", { name: "sums #2" }).waitFor();
    await page.locator("header").getByText("success").waitFor();
    await stageOn(page, "check").getByRole("img", { name: "success" }).waitFor();
    expect(complaints).toEqual([]);
  });
});
