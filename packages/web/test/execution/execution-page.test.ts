import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findViolations } from "../support/find-violations.ts";
import { goWithin } from "../support/go-within.ts";
import { whyNoBrowser } from "../support/launch-chromium.ts";
import { openProject, type ProjectSurroundings } from "../support/open-project.ts";
import { begin, runToTheEnd } from "../support/run-to-the-end.ts";

const phone = { width: 360, height: 740 };

describe.skipIf(whyNoBrowser !== undefined)(`the page of an execution ${whyNoBrowser ?? ""}`, () => {
  let here: ProjectSurroundings;

  beforeAll(async () => {
    here = await openProject();
  }, 120_000);

  afterAll(async () => {
    await here?.[Symbol.asyncDispose]();
  });

  test("shows stages with those of a matrix folded, and leads to the line that failed", {
    timeout: 60_000,
  }, async () => {
    const execution = await runToTheEnd(here.client, here.repository, {
      name: "shop",
      stages: {
        build: { steps: ["echo built"] },
        test: {
          needs: ["build"],
          matrix: { axes: { node: [20, 22] } },
          steps: ["seq 1 200; test ${{ matrix.node }} = 20 || { echo 'Error: sums are wrong' >&2; exit 3; }"],
        },
        deploy: { needs: ["test"], steps: ["echo never"] },
      },
    });
    const { page, complaints } = await here.at(`/executions/${execution}`);
    await page.getByRole("heading", { name: "shop #1" }).waitFor();
    const card = page.getByRole("region", { name: "Why it failed" });
    await card.getByRole("heading", { name: "test (22) ended with exit code 3" }).waitFor();
    await card.getByRole("link", { name: "Error: sums are wrong" }).waitFor();
    await card.getByRole("button", { name: "Re-run from here" }).waitFor();
    await page.getByRole("application", { name: "Stages" }).waitFor();
    expect(await findViolations(page)).toEqual([]);
    await page.getByRole("button", { name: "Timeline" }).click();
    await page.getByText("critical path").first().waitFor();
    expect(await findViolations(page)).toEqual([]);
    await page.getByRole("button", { name: "List" }).click();
    const moment = page.getByRole("slider", { name: "Moment of the execution" });
    await moment.fill("0");
    await page.getByRole("table", { name: "Stages" }).getByText("not begun").first().waitFor();
    await page.getByRole("button", { name: "Back to now" }).click();
    const stages = page.getByRole("table", { name: "Stages" });
    await stages.getByRole("button", { name: "test ×2" }).click();
    expect(await stages.getByRole("row").allInnerTexts()).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/failed\s+▾?\s*test\s+×2\s+1 success, 1 failed/),
        expect.stringMatching(/skipped\s+deploy\s+test \(22\) failed/),
      ]),
    );
    await stages.getByRole("link", { name: "test (22)" }).click();
    const failing = page.locator("[data-line='201']");
    await failing.getByText("Error: sums are wrong").waitFor();
    expect(await failing.evaluate((row) => row.getBoundingClientRect().bottom < window.innerHeight)).toBe(true);
    expect(await findViolations(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });

  test("what waits for a person is decided there", { timeout: 60_000 }, async () => {
    await begin(here.client, here.repository, {
      name: "careful",
      stages: {
        deploy: {
          approval: { instructions: `Read the <b>notes</b>.\n${"A line of them.\n".repeat(600)}` },
          steps: ["echo deployed"],
        },
      },
    });
    const { page, complaints } = await here.at("/executions?status=asking", { viewport: phone });
    await page.getByRole("row", { name: /^waiting for approval careful #/ }).waitFor();
    await page.getByRole("link", { name: /^careful #/ }).click();
    await page.locator("header").getByText("waiting for approval").waitFor();
    const card = page.getByRole("region", { name: "deploy waits for approval" });
    await card.getByText("Read the <b>notes</b>.").waitFor();
    // However much there is to read, the decision is near.
    const instructions = await card.getByRole("region", { name: "Instructions" }).boundingBox();
    expect(instructions?.height).toBeLessThanOrEqual(200);
    expect(await findViolations(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    await card.getByRole("textbox", { name: "Comment" }).fill("They are complete");
    await card.getByRole("button", { name: "Approve" }).click();
    await page.locator("header").getByText("success").waitFor();
    await page.getByRole("table", { name: "Stages" }).getByRole("link", { name: "deploy" }).click();
    await page.getByRole("region", { name: "Lines of deploy" }).getByText("deployed", { exact: true }).waitFor();
    expect(complaints).toEqual([]);
  });

  test("tests, artifacts and summaries of strangers are shown and run nothing", { timeout: 60_000 }, async () => {
    const report = `<testsuite name="<i>suite</i>"><testcase name="adds &lt;script>"><failure message="no">&lt;img src=x onerror=alert(1)></failure></testcase></testsuite>`;
    const execution = await runToTheEnd(here.client, here.repository, {
      name: "reports",
      stages: {
        test: {
          reports: { junit: ["report.xml"] },
          artifacts: [{ name: "site", paths: ["site/**"] }],
          steps: [
            {
              shell: "node",
              run: `
                const { mkdirSync, writeFileSync, appendFileSync } = process.getBuiltinModule("node:fs");
                mkdirSync("site");
                writeFileSync("site/page.html", "<script>alert(1)</script>");
                writeFileSync("site/dot.png", Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64"));
                writeFileSync("report.xml", ${JSON.stringify(report.replaceAll('"<i>suite</i>"', '"&lt;i>suite&lt;/i>"'))});
                appendFileSync(process.env.HEADRACE_SUMMARY, "## Sums\\n**bold** <script>alert(1)</script> [bad](javascript:alert(1)) [good](https://a.example/) ![pixel](https://track.example/p.png)\\n\\n| part | lines |\\n|---|---|\\n| <i>all</i> | 93 |\\n");
              `,
            },
          ],
        },
      },
    });
    const { page, complaints } = await here.at("/");
    const asked: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    await goWithin(page, `/executions/${execution}?view=tests`);
    await page.getByRole("heading", { name: "<i>suite</i>" }).waitFor();
    await page.getByRole("button", { name: "adds <script>" }).click();
    await page.getByText("<img src=x onerror=alert(1)>").waitFor();
    await page.getByText("It is in no earlier execution").waitFor();
    expect(await findViolations(page)).toEqual([]);
    await page.getByRole("link", { name: /^Artifacts/ }).click();
    await page.getByRole("button", { name: "site" }).click();
    await page.getByRole("button", { name: "site/page.html" }).click();
    await page.getByText("<script>alert(1)</script>").waitFor();
    await page.getByRole("button", { name: "site/dot.png" }).click();
    await page.getByRole("img", { name: "site/dot.png" }).waitFor();
    expect(await findViolations(page)).toEqual([]);
    await page.getByRole("link", { name: "Summary" }).click();
    await page.getByText("bold", { exact: true }).waitFor();
    await page.getByRole("cell", { name: "<i>all</i>" }).waitFor();
    expect(
      await page.locator("main a[target]").evaluateAll((links) => links.map((link) => link.getAttribute("href"))),
    ).toEqual(["https://a.example/", "https://track.example/p.png"]);
    expect(await page.locator("main script, main img").count()).toBe(0);
    expect(await findViolations(page)).toEqual([]);
    await page.getByRole("link", { name: "Changes" }).click();
    await page.getByText("No earlier execution succeeded").waitFor();
    expect(asked.filter((url) => !url.startsWith(here.url) && !url.startsWith("data:"))).toEqual([]);
    expect(complaints).toEqual([]);
  });

  test("what it printed is text: no script, no turned line, no link but to http", { timeout: 60_000 }, async () => {
    const execution = await runToTheEnd(here.client, here.repository, {
      name: "evil\u202Eshop",
      stages: {
        evil: {
          name: "<img src=x onerror=alert(1)>",
          steps: [
            {
              shell: "node",
              name: "<b>step</b>",
              run: `
                const esc = String.fromCharCode(27);
                console.log("<script>alert(1)</script> a" + String.fromCharCode(0x202e) + "b" + String.fromCharCode(7));
                console.log(esc + "]8;;javascript:alert(1)" + esc + "\\\\here javascript:alert(2) https://a.example/x");
                console.log("x".repeat(60000));
                console.log(esc + "[31mred" + esc + "[0m");
              `,
            },
          ],
        },
      },
    });
    const { page, complaints } = await here.at("/");
    let dialogs = 0;
    page.on("dialog", (dialog) => {
      dialogs += 1;
      void dialog.dismiss();
    });
    await goWithin(page, `/executions/${execution}`);
    await page.getByRole("heading", { name: /^evil\[U\+202E\]shop #/ }).waitFor();
    await page.getByRole("button", { name: "List" }).click();
    await page.getByRole("link", { name: "<img src=x onerror=alert(1)>" }).click();
    const log = page.getByRole("region", { name: "Lines of evil" });
    await log.getByText("<script>alert(1)</script>").waitFor();
    expect(await log.locator("[data-line='1']").textContent()).toMatch(/aU\+202EbBEL/);
    expect(
      await log.locator("[data-line] a[target]").evaluateAll((links) => links.map((link) => link.outerHTML)),
    ).toEqual([
      '<a href="https://a.example/x" target="_blank" rel="noopener noreferrer nofollow">https://a.example/x</a>',
    ]);
    await log.getByText("the raw log has the whole line").waitFor();
    const red = log.getByText("red", { exact: true });
    expect(await red.evaluate((element) => getComputedStyle(element).color)).toBe("rgb(180, 35, 31)");
    expect(await page.locator("main img, main script").count()).toBe(0);
    expect(dialogs).toBe(0);
    expect(complaints).toEqual([]);
  });

  test("names of strangers run nothing, turn nothing around and burst no page", { timeout: 60_000 }, async () => {
    const turned = "\u202egnp.\u2066exe";
    const script = "<img src=x onerror=alert(1)><script>alert(2)</script>";
    const long = "long".repeat(2_500);
    const cases = [script, turned, long, `${long.replaceAll("long", "many words ")}`].map(
      (name) => `<testcase name="${name.replaceAll("<", "&lt;")} test" classname="${turned}"/>`,
    );
    await here.client.call("executions.run-inline", {
      repository: here.repository,
      branch: `${turned}/${script.replaceAll(" ", "/")}`,
      text: JSON.stringify({
        name: `${turned} ${script} ${long}`,
        stages: {
          first: {
            name: `${turned} ${script} ${long}`,
            group: `${turned} ${long}`,
            reports: { junit: ["report.xml"] },
            artifacts: [{ name: "made", paths: ["made/**"] }],
            steps: [
              {
                shell: "node",
                run: `
                  const { mkdirSync, writeFileSync } = process.getBuiltinModule("node:fs");
                  mkdirSync("made");
                  for (const name of ${JSON.stringify([turned, "<img src=x onerror=alert(3)>", "long".repeat(60)])})
                    writeFileSync("made/" + name, name);
                  writeFileSync("report.xml", ${JSON.stringify(`<testsuite name="${turned}">${cases.join("")}</testsuite>`)});
                  console.log("::error file=" + ${JSON.stringify(turned)} + "::" + ${JSON.stringify(script + turned)});
                `,
              },
            ],
          },
          second: {
            needs: ["first"],
            name: turned,
            approval: { instructions: `${turned} ${script} ${long}` },
            steps: ["true"],
          },
        },
      }),
    });
    const { items } = await here.client.call("executions.list", { limit: 1 });
    const [{ id } = { id: "" }] = items;
    const { page, complaints } = await here.at("/", { viewport: phone });
    let dialogs = 0;
    page.on("dialog", (dialog) => {
      dialogs += 1;
      void dialog.dismiss();
    });
    const views = ["stages", "log", "tests", "artifacts", "annotations", "changes"].map(
      (view) => `/executions/${id}?view=${view}`,
    );
    const { id: pipeline } = await here.client.call("pipelines.create", {
      name: `${"n".repeat(64)}${randomUUID()}`,
      repository: here.repository,
      description: `${turned} ${script} ${"long".repeat(100)}`,
      text: JSON.stringify({ name: "strange", stages: { only: { name: `${turned} ${script}`, steps: [turned] } } }),
    });
    await here.client.call("pipelines.save-as-template", {
      pipeline,
      name: `${"t".repeat(64)}${randomUUID()}`,
      description: turned,
    });
    await here.client.call("variables.set", { name: "V".repeat(100), value: `${turned}\u0007${"long".repeat(100)}` });
    await here.client.call("teams.set", { name: "t".repeat(100), members: [] });
    const drawn = [`/pipelines/${pipeline}`, "/templates", "/secrets", `/pipelines/${pipeline}/edit`];
    for (const path of ["/", "/executions", "/approvals", "/analytics?range=1", ...views, ...drawn]) {
      await goWithin(page, path);
      await page.getByText("U+202E").filter({ visible: true }).first().waitFor();
      for (const closed of await page.locator("main button[aria-expanded=false]").all()) await closed.click();
      // What has just come is laid out once more when it has been measured.
      await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth), { message: path }).toBe(360);
      const seen = await page.evaluate(() => ({
        turning: document.querySelector("main")?.textContent?.match(/.{0,20}[\u202a-\u202e\u2066-\u2069]/)?.[0],
        // The editor's own are beside what it draws in the place of turning characters.
        elements: document.querySelectorAll("main script, main img:not(.cm-widgetBuffer)").length,
      }));
      expect({ path, ...seen }).toEqual({ path, elements: 0 });
    }
    await page.getByRole("button", { name: "YAML", exact: true }).click();
    await page.locator(".cm-specialChar").first().waitFor();
    await goWithin(page, "/members?tab=teams");
    await page.getByText("t".repeat(100)).first().waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
    expect(dialogs).toBe(0);
    expect(complaints).toEqual([]);
  });
});
