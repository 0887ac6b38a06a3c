import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findViolations } from "./support/find-violations.ts";
import { goWithin } from "./support/go-within.ts";
import { whyNoBrowser } from "./support/launch-chromium.ts";
import { openBrowser, type Surroundings } from "./support/open-browser.ts";
import { runToTheEnd } from "./support/run-to-the-end.ts";

const pages = [
  "/",
  "/executions",
  "/pipelines",
  "/pipelines/new",
  "/analytics",
  "/repositories",
  "/connections",
  "/environments",
  "/approvals",
  "/schedules",
  "/templates",
  "/secrets",
  "/webhooks",
  "/channels",
  "/organization",
  "/members",
  "/members?tab=teams",
  "/members?tab=roles",
  "/members?tab=limits",
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

  let directory: string;
  let details: readonly string[];

  beforeAll(async () => {
    here = await openBrowser();
    directory = await mkdtemp(join(tmpdir(), "headrace-project-"));
    const { client } = here;
    const { id: repository } = await client.call("repositories.create", { name: "shop", location: directory });
    const definition = {
      name: "shop",
      stages: {
        build: { steps: ["echo built", "echo '::warning file=a.ts,line=3::old'"] },
        ship: { needs: ["build"], environment: { name: "staging" }, steps: ["seq 1 40"] },
      },
    };
    const { id: pipeline } = await client.call("pipelines.create", {
      name: "shop",
      repository,
      text: JSON.stringify(definition),
    });
    const before = await runToTheEnd(client, repository, definition);
    const execution = await runToTheEnd(client, repository, { ...definition, variables: { MORE: "yes" } });
    const { items: environments } = await client.call("environments.list", {});
    details = [
      ...["", "?tab=versions", "?tab=triggers", "?tab=settings"].map((tab) => `/pipelines/${pipeline}${tab}`),
      `/repositories/${repository}`,
      ...environments.map(({ id }) => `/environments/${id}`),
      ...["", "?view=log&stage=ship", "?view=tests", "?view=artifacts", "?view=annotations", "?view=changes"].map(
        (view) => `/executions/${execution}${view}`,
      ),
      `/executions/${execution}?view=changes&with=${before}`,
    ];
  }, 120_000);

  afterAll(async () => {
    await here?.[Symbol.asyncDispose]();
    await rm(directory, { recursive: true, force: true });
  });

  test("can be used by everybody, in light and in dark", { timeout: 120_000 }, async () => {
    const { page, complaints } = await here.at("/");
    const found: string[] = [];
    let colorScheme: "light" | "dark" = "light";
    const scan = async (path: string, of: "all" | "colours") => {
      const violations = await findViolations(page, of);
      found.push(...violations.map((violation) => `${path} in ${colorScheme} ${violation}`));
    };
    for (const path of [...pages, ...details]) {
      await goWithin(page, path);
      await page.getByRole("heading", { level: 1 }).waitFor();
      await page.getByRole("status", { name: "Loading" }).first().waitFor({ state: "detached" });
      await scan(path, "all");
      // What stands there is the same in the other theme, in which the next page begins; only its colours are not.
      colorScheme = colorScheme === "light" ? "dark" : "light";
      await page.emulateMedia({ colorScheme });
      await scan(path, "colours");
    }
    expect(found).toEqual([]);
    expect(complaints).toEqual([]);
  });

  test("a text that is hard to read is found, each time", async () => {
    const { page } = await here.at("/nowhere");
    await page.getByText("It may have been removed").evaluate((text) => {
      text.style.color = "#ddd";
      text.style.backgroundColor = "#fff";
    });
    for (const rules of ["all", "colours"] as const) {
      expect(await findViolations(page, rules)).toEqual([expect.stringMatching(/^serious color-contrast: /)]);
    }
  });

  test("on a phone, people and executions can be read by everybody, and nothing sticks out", {
    timeout: 120_000,
  }, async () => {
    const { page } = await here.at("/", { viewport: { width: 360, height: 740 } });
    const execution = details.find((path) => path.startsWith("/executions/")) ?? "";
    const compared = details.find((path) => path.includes("&with=")) ?? "";
    for (const path of ["/members", "/members?tab=roles", execution, compared, "/pipelines/new"]) {
      await page.emulateMedia({ colorScheme: "light" });
      await goWithin(page, path);
      await page.getByRole("heading", { level: 1 }).waitFor();
      await page.getByRole("status", { name: "Loading" }).first().waitFor({ state: "detached" });
      expect((await findViolations(page)).map((violation) => `${path} ${violation}`)).toEqual([]);
      await page.emulateMedia({ colorScheme: "dark" });
      const dark = await findViolations(page, "colours");
      expect(dark.map((violation) => `${path} in dark ${violation}`)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth), path).toBeLessThanOrEqual(360);
    }
  });
});
