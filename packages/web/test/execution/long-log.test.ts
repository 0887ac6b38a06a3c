import { randomUUID } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { whyNoBrowser } from "../support/launch-chromium.ts";
import { openProject, type ProjectSurroundings } from "../support/open-project.ts";
import { begin, runToTheEnd } from "../support/run-to-the-end.ts";

describe.skipIf(whyNoBrowser !== undefined)(`a log ${whyNoBrowser ?? ""}`, () => {
  let here: ProjectSurroundings;

  beforeAll(async () => {
    here = await openProject();
  }, 120_000);

  afterAll(async () => {
    await here?.[Symbol.asyncDispose]();
  });

  test("of a million lines opens at any of them, is searched as a whole, and draws few", {
    timeout: 120_000,
  }, async () => {
    const execution = await runToTheEnd(here.client, here.repository, {
      name: "long",
      stages: { print: { steps: ["seq -f 'line %.0f' 1 1000000"] } },
    });
    const { page, complaints } = await here.at(`/executions/${execution}?view=log&stage=print#L500000-L500002`);
    const log = page.getByRole("region", { name: "Lines of print" });
    await log.getByText("line 500001", { exact: true }).waitFor();
    expect(await log.locator("[data-line]").count()).toBeLessThan(200);
    await page.keyboard.press("Control+f");
    await page.keyboard.type("line 77777");
    await page.getByText("1 of 11", { exact: true }).waitFor();
    await log.getByText("line 77777", { exact: true }).waitFor();
    await page.keyboard.press("Shift+Enter");
    await log.getByText("line 777779", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Only lines that match" }).click();
    await log.getByText("line 777770", { exact: true }).waitFor();
    expect(await log.locator("[data-line]").count()).toBe(11);
    await page.getByRole("button", { name: "Only lines that match" }).click();
    // More than the server gives at once; all are gone through.
    const search = page.getByRole("searchbox", { name: "Search in the log" });
    await search.fill("line 7");
    const rail = page.getByRole("button", { name: "The whole log: 0 errors, 0 warnings, 111,111 matches, 1 step" });
    await rail.waitFor();
    await search.press("Shift+Enter");
    await page.getByText("111,111 of 111,111", { exact: true }).waitFor();
    await log.getByText("line 799999", { exact: true }).waitFor();
    const { height = 0 } = (await rail.boundingBox()) ?? {};
    await rail.click({ position: { x: 8, y: height * 0.905 } });
    await log.locator("[data-line^='90']").first().waitFor();
    await search.press("Escape");
    await log.evaluate((area) => area.scrollTo(0, area.scrollHeight));
    await log.getByText("line 1000000", { exact: true }).waitFor();
    await log.press("Home");
    await log.getByText("line 1", { exact: true }).waitFor();
    await log.press("End");
    await log.getByText("line 1000000", { exact: true }).waitFor();
    // Wrapped, the rows in view stay, and scrolling comes from each part of the log into the next.
    await page.setViewportSize({ width: 400, height: 900 });
    await page.goto(`${here.url}/executions/${execution}?view=log&stage=print#L570000`);
    await log.getByText("line 570000", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Wrap long lines" }).click();
    await log.getByText("line 570000", { exact: true }).waitFor();
    await log.hover();
    const seen = async (): Promise<number> =>
      Number(await log.locator("[data-line]").nth(20).getAttribute("data-line"));
    for (let turn = 0; turn < 5; turn += 1) {
      const before = await seen();
      await log.evaluate((area) => area.scrollBy(0, 15_000 * 20));
      await expect.poll(seen).toBeGreaterThan(before + 14_000);
      expect(await seen()).toBeLessThan(before + 16_000);
    }
    expect(complaints).toEqual([]);
  });

  test("is followed until somebody scrolls up, and goes on after a lost connection", { timeout: 120_000 }, async () => {
    const file = join(here.directory, `stop-${randomUUID()}`);
    const execution = await begin(here.client, here.repository, {
      name: "live",
      stages: {
        tick: {
          // More at once than fits a view, then one after the other.
          steps: [
            `i=120; seq -f 'tick %.0f' 1 $i; while [ ! -e '${file}' ]; do i=$((i+1)); echo "tick $i"; sleep 0.05; done; echo the end`,
          ],
        },
      },
    });
    const { page } = await here.at(`/executions/${execution}?view=log`);
    const log = page.getByRole("region", { name: "Lines of tick" });
    await log
      .getByText(/^tick [1-9]\d{2}$/)
      .first()
      .waitFor();
    await log.hover();
    await page.mouse.wheel(0, -600);
    const back = page.getByRole("button", { name: "Not following" });
    await back.waitFor();
    await back.click();
    // Of a log that is written still, a search goes on with the lines that come, in order and each once.
    await page.getByRole("searchbox", { name: "Search in the log" }).fill("tick");
    const count = page.getByText(/^[\d,]+ of [\d,]+$/);
    const found = async (): Promise<number> => Number((await count.textContent())?.split(" of ")[1]?.replace(",", ""));
    await count.waitFor();
    const atFirst = await found();
    await expect.poll(found, { timeout: 10_000 }).toBeGreaterThan(atFirst + 40);
    await page.context().setOffline(true);
    await page.getByText("The server cannot be reached").waitFor();
    await page.context().setOffline(false);
    await page.getByText("The server cannot be reached").waitFor({ state: "detached" });
    await writeFile(file, "");
    await page.getByRole("searchbox", { name: "Search in the log" }).fill("the end");
    await log.getByText("the end", { exact: true }).waitFor();
    const last = Number(await log.locator("[data-line]", { hasText: "the end" }).getAttribute("data-line"));
    // From the first line to the last: each number once, and its text is its own.
    for (let line = 1; line < last; line += 25) {
      await page.goto(`${here.url}/executions/${execution}?view=log&stage=tick#L${line}`);
      await log.locator(`[data-line="${line}"]`).getByText(`tick ${line}`, { exact: true }).waitFor();
      const shown = await log
        .locator("[data-line]")
        .evaluateAll((rows) =>
          rows.map((row) => [row.getAttribute("data-line"), row.textContent?.replace(/^\d+(?=tick|the)/, "")]),
        );
      for (const [number, text] of shown) {
        expect(text).toBe(Number(number) === last ? "the end" : `tick ${number}`);
      }
      expect(new Set(shown.map(([number]) => number)).size).toBe(shown.length);
    }
  });
});
