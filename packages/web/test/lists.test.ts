import { randomUUID } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { InputOf } from "@headrace/app/client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  addRepository,
  addRun,
  beginRun,
  endRun,
  newId,
  onDataCenter,
  onGitHub,
  startBitbucketDouble,
  startDataCenterDouble,
  startGitHubDouble,
  writeLog,
} from "../../../test/forges/index.ts";
import { formatDuration, formatMinutes } from "../src/common/format-duration.ts";
import { findViolations } from "./support/find-violations.ts";
import { goWithin } from "./support/go-within.ts";
import { whyNoBrowser } from "./support/launch-chromium.ts";
import { openProject, type ProjectSurroundings } from "./support/open-project.ts";
import { runToTheEnd } from "./support/run-to-the-end.ts";

describe.skipIf(whyNoBrowser !== undefined)(`lists ${whyNoBrowser ?? ""}`, () => {
  let here: ProjectSurroundings;

  beforeAll(async () => {
    here = await openProject();
    await writeFile(join(here.directory, "data.txt"), "something\n");
  }, 120_000);

  afterAll(async () => {
    await here?.[Symbol.asyncDispose]();
  });

  /** A pipeline of its own for each attempt of a test: one that nobody has run. */
  async function created(): Promise<{ readonly pipeline: string; readonly name: string }> {
    const name = `shop ${randomUUID()}`;
    const text =
      `name: ${name}\nparameters: { broken: { type: boolean, default: false } }\n` +
      "variables: { BROKEN: '${{ params.broken }}' }\nstages: { check: { steps: ['[ $BROKEN = false ]'] } }\n";
    const { id } = await here.client.call("pipelines.create", { name, repository: here.repository, text });
    return { pipeline: id, name };
  }

  // Before there are names in other scripts, each of which has a font of its own.
  test("the overview needs less than 350 kB", async () => {
    await runToTheEnd(here.client, here.repository, { name: "once", stages: { only: { steps: ["true"] } } });
    const { page } = await here.at("/");
    // What is still on its way from the first time would be counted with the second.
    await page.waitForLoadState("networkidle");
    const session = await page.context().newCDPSession(page);
    await session.send("Network.enable");
    await session.send("Network.setCacheDisabled", { cacheDisabled: true });
    let bytes = 0;
    session.on("Network.loadingFinished", ({ encodedDataLength }) => {
      bytes += encodedDataLength;
    });
    await page.reload();
    await page.getByRole("heading", { name: "Ended lately" }).waitFor();
    await page.waitForLoadState("networkidle");
    await session.detach();
    console.log(`first load of the overview: ${Math.round(bytes / 1000)} kB`);
    expect(bytes).toBeGreaterThan(50_000);
    expect(bytes).toBeLessThan(350_000);
  });

  test("a pipeline is run from its page with typed parameters, and stands in the lists as it ended", async () => {
    const { pipeline, name } = await created();
    const { page } = await here.at(`/pipelines?search=${encodeURIComponent(name)}`);
    await page.getByRole("link", { name, exact: true }).waitFor();
    await page.keyboard.press("j");
    await page.keyboard.press("Enter");
    await page.waitForURL(`${here.url}/pipelines/${pipeline}`);
    await page.getByText("It has never run").waitFor();
    await page.keyboard.press("r");
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("switch", { name: "broken" }).click();
    await dialog.getByRole("button", { name: "Run" }).click();
    await page.waitForURL(/\/executions\/[\w-]+$/);
    await goWithin(page, "/executions?status=failed");
    await page.getByRole("link", { name: `${name} #1` }).waitFor();
    await goWithin(page, "/executions?status=cancelled");
    await page.getByText("No execution is like that").waitFor();
    await goWithin(page, `/pipelines?search=${encodeURIComponent(name)}`);
    await page.getByRole("img", { name: "Last executions: 1 failed" }).waitFor();
  });

  test("analytics show what the recorded executions give, of the last 24 hours by the hour", async () => {
    const { pipeline } = await created();
    for (const broken of ["true", "false"]) {
      await here.client.call("pipelines.execute", { pipeline, parameters: { broken } });
    }
    await expect
      .poll(async () => (await ended()).map(({ outcome }) => outcome).toSorted(), { timeout: 15_000 })
      .toEqual(["failed", "success"]);
    const durations = (await ended())
      .map(({ durationMs = Number.NaN }) => durationMs)
      .toSorted((one, other) => one - other);
    const [shorter = 0, longer = 0] = durations;
    const viewport = { width: 1440, height: 900 };
    const { page, complaints } = await here.at(`/analytics?range=1&pipeline=${pipeline}`, { viewport });
    const figure = (name: string) =>
      page.locator("dl > div", { has: page.getByText(name, { exact: true }) }).locator("dd");
    await figure("Executions").getByText("2", { exact: true }).waitFor();
    const shown = async (name: string) => await figure(name).evaluate((element) => element.firstChild?.textContent);
    expect({
      succeeded: await shown("Succeeded"),
      failed: await shown("Failed"),
      average: await shown("Average duration"),
      median: await shown("Median"),
      most: await shown("95 of 100 within"),
      deployments: await shown("Deployments"),
      minutes: await shown("Minutes"),
    }).toEqual({
      succeeded: "50 %",
      failed: "50 %",
      average: formatDuration((shorter + longer) / 2),
      median: formatDuration(shorter),
      most: formatDuration(longer),
      deployments: "0",
      minutes: formatMinutes((shorter + longer) / 60_000),
    });
    await page.getByRole("img", { name: /^Executions by hour/ }).waitFor();
    await page.getByText("The hours as a table").click();
    const hours = await page.getByRole("table", { name: "Hours" }).getByRole("row").allInnerTexts();
    const counts = hours.slice(1).map((row) => row.split("\t").map((cell) => cell.trim()));
    for (const [hour] of counts) expect(hour).toMatch(/^\d{4}-\d\d-\d\d \d\d:00$/);
    expect(counts.reduce((sum, [, executions]) => sum + Number(executions), 0)).toBe(2);
    await goWithin(page, `/analytics?pipeline=${pipeline}`);
    await page.getByRole("img", { name: /^Executions by day/ }).waitFor();
    expect(complaints).toEqual([]);

    async function ended() {
      const { items } = await here.client.call("executions.list", { pipeline });
      return items.filter(({ state }) => state === "ended");
    }
  });

  test("a schedule asks for the pipeline's parameters when it is made, and its branch can be cleared", {
    timeout: 60_000,
  }, async () => {
    const { pipeline, name } = await created();
    const { page } = await here.at("/schedules");
    // The list of pipelines that it has may be a moment older than this one.
    await page.reload();
    await page.getByRole("button", { name: "New schedule" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Pipeline", { exact: true }).fill(name);
    await page.locator(".ant-select-item-option-active", { hasText: name }).waitFor();
    await page.keyboard.press("Enter");
    await dialog.getByRole("switch", { name: "broken" }).click();
    await dialog.getByLabel("When").fill("0 3 * * *");
    await dialog.getByLabel("Branch").fill("late");
    await dialog.getByRole("button", { name: "Make it" }).click();
    const made = async () => (await here.client.call("schedules.list", { pipeline })).items[0];
    const row = page.getByRole("row", { name });
    await row.getByRole("cell", { name: "0 3 * * *", exact: true }).waitFor();
    expect(await made()).toMatchObject({ branch: "late", parameters: { broken: "true" } });
    await row.getByRole("button", { name: "Change" }).click();
    await dialog.getByLabel("Branch").fill("");
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.waitFor({ state: "detached" });
    expect(await made()).not.toHaveProperty("branch");
  });

  test("hostile names are texts", async () => {
    const { pipeline, name } = await created();
    const description = `<img src=x onerror="document.title='pwned'"> \u202egnp.exe`;
    await here.client.call("pipelines.update", { pipeline, description });
    const { page } = await here.at(`/pipelines/${pipeline}`);
    await page.getByText("<img src=x onerror=\"document.title='pwned'\">").waitFor();
    await page.locator("main").getByText("U+202E").waitFor();
    expect(await page.title()).toBe(`${name} · Headrace`);
  });

  test("a secret is sealed and never shown, and what the server refuses stands at its field", async () => {
    const { page } = await here.at("/secrets");
    await page.getByRole("button", { name: "New secret" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name").fill("9lives");
    await dialog.getByLabel("Value", { exact: true }).fill("tomato");
    await dialog.getByRole("button", { name: "Seal it" }).click();
    await dialog.getByText(/does not begin with a digit/).waitFor();
    await dialog.getByLabel("Name").fill("LIVES");
    await dialog.getByRole("button", { name: "Seal it" }).click();
    await page.getByRole("cell", { name: "LIVES", exact: true }).waitFor();
    expect(await page.content()).not.toContain("tomato");
  });

  test("a channel of notifications is made for what it is, tried, and never shown", async () => {
    const { page } = await here.at("/channels");
    await page.getByRole("button", { name: "New channel" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name").fill("audit");
    await dialog.getByLabel("Kind").click();
    await page.getByTitle("A program of your own").click();
    await dialog.getByLabel("Address", { exact: true }).fill("https://127.0.0.1:9/t0ken");
    await dialog.getByLabel("Secret", { exact: true }).fill("short");
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.locator(".ant-form-item-explain-error").waitFor();
    await dialog.getByLabel("Secret", { exact: true }).fill("0123456789abcdef");
    await dialog.getByRole("button", { name: "Save" }).click();
    await page.getByRole("cell", { name: "127.0.0.1:9" }).waitFor();
    await page.getByRole("button", { name: "Test audit" }).click();
    await page.getByRole("alert").getByText("127.0.0.1").waitFor();
    expect(await page.content()).not.toContain("t0ken");
    await page.getByRole("button", { name: "Remove" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
    await page.getByText("No channels").waitFor();
  });

  test("an execution's page says who was told of its end, and sends again what was mended", async () => {
    const name = `told-${randomUUID()}`;
    const notifications = [{ on: ["always"], to: name }];
    const run = { name: "told", notifications, stages: { only: { steps: ["true"] } } };
    const id = await runToTheEnd(here.client, here.repository, run);
    const { page } = await here.at(`/executions/${id}`);
    const facts = page.getByLabel("About this execution");
    await facts.getByText(`${name} could not be told`).waitFor();
    await facts.getByText(`The organization has no channel "${name}".`).waitFor();
    const settings = { kind: "slack" as const, url: "https://127.0.0.1:9/" };
    await here.client.call("channels.create", { name, settings });
    await facts.getByRole("button", { name: "Send again" }).click();
    await facts.getByText("127.0.0.1").waitFor();
  });

  test("filters stand in the address and are there again afterwards", async () => {
    const { page } = await here.at("/audit");
    await page.getByLabel("Operation").waitFor();
    await page.keyboard.press("/");
    await page.keyboard.type("secrets.set");
    await page.waitForURL(/operation=secrets\.set/);
    await page.reload();
    await page.getByRole("cell", { name: "secrets.set" }).first().waitFor();
    // On a telephone too the whole name stands there.
    await here.client.call("analytics.update-rates", { currency: "EUR", perExecutionMinute: 0, perStageMinute: 0 });
    await page.setViewportSize({ width: 360, height: 740 });
    await goWithin(page, "/audit?operation=analytics");
    const name = await page.getByText("analytics.update-rates").first().boundingBox();
    expect((name?.x ?? 360) + (name?.width ?? 0)).toBeLessThan(360 - 16);
    await page.setViewportSize({ width: 1280, height: 720 });
    await goWithin(page, "/audit?operation=secrets.set");
    expect(await page.getByLabel("Operation").inputValue()).toBe("secrets.set");
  });

  test("the count of what waits follows what others decide, and the audit log says what things are called", async () => {
    const name = `ship ${randomUUID()}`;
    const text = `name: ${name}\nstages: { ship: { approval: {}, steps: ['true'] } }\n`;
    const { id: pipeline } = await here.client.call("pipelines.create", { name, repository: here.repository, text });
    await here.client.call("pipelines.execute", { pipeline });
    const { page } = await here.at(`/audit?operation=pipelines.execute`);
    await page.getByRole("link", { name: "Approvals 1 wait for you" }).waitFor();
    await page.getByRole("cell", { name: `pipeline ${name}` }).waitFor();
    const [asked] = (await here.client.call("approvals.list", { mine: true })).items;
    const { id: approval = "", commit = "", digest = "" } = asked ?? {};
    await here.client.call("approvals.approve", { approval, commit, digest });
    await page.getByRole("link", { name: "Approvals", exact: true }).waitFor();
  });

  test("that the server is gone is said, and that it is back is seen without loading anything anew", async () => {
    const { pipeline, name } = await created();
    const run = async () => await here.client.call("pipelines.execute", { pipeline, parameters: {} });
    await run();
    const { page } = await here.at("/executions");
    await page.getByRole("link", { name: `${name} #1` }).waitFor();
    await page.context().setOffline(true);
    await page.getByText("The server cannot be reached").waitFor();
    expect(await page.getByRole("link", { name: `${name} #1` }).isVisible()).toBe(true);
    await run();
    await page.context().setOffline(false);
    await page.getByRole("link", { name: `${name} #2` }).waitFor();
    await page.getByText("The server cannot be reached").waitFor({ state: "detached" });
  });

  test("a host of code is connected by what works there, and the address of a run leads to its failing line", {
    timeout: 120_000,
  }, async () => {
    const bitbucket = await startBitbucketDouble();
    const name = `storefront-${randomUUID()}`;
    const there = `https://bitbucket.org/acme/${name}/pipelines/results/1`;
    try {
      bitbucket.tokens.set("Bearer t0ken", ["read:repository:bitbucket", "read:pipeline:bitbucket"]);
      const run = addRun(addRepository(bitbucket.world, `acme/${name}`), { created_on: new Date().toISOString() });
      beginRun(run);
      writeLog(run.steps[0], "+ npm test\n1 failed, 2 passed\n");
      endRun(run, "FAILED");
      const { page, complaints } = await here.at("/connections");
      await page.getByRole("button", { name: "Connect a host" }).first().click();
      const dialog = page.getByRole("dialog");
      await dialog.getByLabel("Name", { exact: true }).fill(name);
      await dialog.getByLabel("Workspace").fill("acme");
      await dialog.getByLabel("Address").fill(bitbucket.url);
      await dialog.getByLabel("Sign in by").click();
      await page.getByTitle(/^An access token of/).click();
      await dialog.getByLabel("E-mail of the Atlassian account").waitFor({ state: "detached" });
      await dialog.getByLabel("Token", { exact: true }).fill("t0ken");
      await dialog.getByRole("button", { name: "Try it" }).click();
      await page.getByRole("dialog", { name: "It works" }).waitFor();
      expect((await here.client.call("connections.list", { search: name })).items).toEqual([]);
      await page.getByRole("row", { name: "Start runs not tried" }).waitFor();
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByRole("heading", { name }).waitFor();
      await page.getByRole("button", { name: "Choose repositories" }).click();
      await page.getByRole("checkbox", { name }).check();
      await page.getByRole("button", { name: "Watch 1 repository" }).click();
      await page.getByRole("dialog", { name: "1 repository is watched" }).getByText("Polling only").waitFor();
      await page.getByRole("button", { name: "Done" }).click();
      await page.getByRole("row", { name: `acme/${name} up to date` }).waitFor();
      // Hosts cannot reach this machine, and the page says so.
      await page.getByText("polling only", { exact: true }).waitFor();
      expect(await findViolations(page)).toEqual([]);

      await goWithin(page, "/executions");
      await page.getByRole("row", { name: `${name} #1 Bitbucket Cloud` }).waitFor();
      await page.getByRole("searchbox", { name: "Address of a run" }).fill(there);
      await page.getByRole("button", { name: "Explain" }).click();
      await page.getByRole("region", { name: "Why it failed" }).getByText("1 failed, 2 passed").waitFor();
      expect(await page.getByRole("link", { name: "Bitbucket Cloud" }).getAttribute("href")).toBe(there);
      await page.getByRole("button", { name: "Reproduce" }).focus();
      await page.getByRole("tooltip", { name: "does not tell" }).waitFor();
      expect(await findViolations(page)).toEqual([]);
      expect(complaints).toEqual([]);
      expect(bitbucket.violations).toEqual([]);
    } finally {
      await bitbucket.stop();
    }
  });

  test("what a host of code keeps for a repository is seen and changed on one page, and what it has not is said", {
    timeout: 120_000,
  }, async () => {
    await using dataCenter = await startDataCenterDouble();
    await using github = await startGitHubDouble();
    const bitbucket = await startBitbucketDouble();
    const commit = "a".repeat(40);
    try {
      bitbucket.tokens.set("Bearer t0ken", "all");
      const there = addRepository(bitbucket.world, "acme/storefront");
      there.caches.push({ uuid: newId(), name: "node", file_size_bytes: 1_234_567 });
      there.variables.push({ uuid: newId(), key: "LEVEL", value: "1", secured: false });
      const repository = await watched("bitbucket-cloud", bitbucket.url, "acme", "storefront");
      const environment = await here.client.call("environments.create", { repository, name: "production" });
      await here.client.call("variables.set", { environment: environment.id, name: "LEVEL", value: "2" });
      const text = "name: ledger\nstages: { build: { steps: ['true'] } }\n";
      await here.client.call("pipelines.create", { name: "storefront", repository, text });

      const { page, complaints } = await here.at(`/repositories/${repository}`);
      const dialog = page.getByRole("dialog");
      const section = (title: string) => page.locator("section", { has: page.getByRole("heading", { name: title }) });
      await page.getByRole("link", { name: "On Bitbucket Cloud" }).click();
      await page.getByRole("button", { name: "New variable" }).click();
      await dialog.getByLabel("Name").fill("TOKEN");
      await dialog.getByRole("switch", { name: "Secured" }).click();
      await dialog.getByLabel("Value", { exact: true }).fill("tomato");
      await dialog.getByRole("button", { name: "Save" }).click();
      await page.getByRole("row", { name: "TOKEN secured" }).waitFor();
      expect(there.variables.find(({ key }) => key === "TOKEN")).toMatchObject({ value: "tomato", secured: true });

      await page.getByRole("button", { name: "Sync from here" }).click();
      await dialog.getByLabel("Environment here").click();
      await page.keyboard.press("Enter");
      await dialog.getByRole("button", { name: "Show what would change" }).click();
      await dialog.getByRole("row", { name: "LEVEL changed 1 → 2" }).waitFor();
      await dialog.getByRole("row", { name: "TOKEN there alone, kept secured" }).waitFor();
      expect(there.variables.find(({ key }) => key === "LEVEL")?.value).toBe("1");
      await dialog.getByRole("button", { name: "Write it" }).click();
      await page.getByRole("row", { name: "LEVEL 2" }).waitFor();
      expect(there.variables.find(({ key }) => key === "LEVEL")?.value).toBe("2");

      await section("Environments").getByRole("button", { name: "New environment" }).click();
      await dialog.getByLabel("Name").fill("staging");
      await dialog.getByRole("button", { name: "Make it" }).click();
      await page.getByRole("cell", { name: "staging", exact: true }).waitFor();
      await section("Environments").getByRole("button", { name: "Rename" }).click();
      await dialog.getByLabel("Name").fill("preview");
      await dialog.getByRole("button", { name: "Rename it" }).click();
      await page.getByRole("cell", { name: "preview", exact: true }).waitFor();
      await section("Schedules").getByRole("button", { name: "New schedule" }).click();
      await dialog.getByLabel("When").fill("0 3 * * *");
      await dialog.getByRole("button", { name: "Make it" }).click();
      await page.getByRole("switch", { name: "0 3 * * * of main is on", checked: true }).click();
      await page.getByRole("switch", { name: "0 3 * * * of main is on", checked: false }).waitFor();
      expect(there.schedules).toMatchObject([{ enabled: false }]);
      await page.getByRole("row", { name: "node 1.2 MB" }).getByRole("button", { name: "Remove" }).click();
      await dialog.getByRole("button", { name: "Remove" }).click();
      await section("Caches").getByText("No caches").waitFor();
      await page.getByRole("row", { name: "Required builds Bitbucket's merge checks" }).waitFor();
      expect(await findViolations(page)).toEqual([]);

      await page.getByRole("button", { name: "Run on Bitbucket Cloud" }).click();
      await dialog.getByLabel("Custom pipeline").fill("nightly");
      await dialog.getByLabel("Variables").fill("LEVEL");
      await dialog.getByRole("button", { name: "Run", exact: true }).click();
      await dialog.getByText("There is no name before a =").waitFor();
      await dialog.getByLabel("Variables").fill("LEVEL=a=b");
      await dialog.getByRole("button", { name: "Run", exact: true }).click();
      await page.getByRole("heading", { name: "#1" }).waitFor();
      expect(there.runs).toMatchObject([{ variables: [{ key: "LEVEL", value: "a=b", secured: false }] }]);

      const world = { id: 1, project: "ACME", slug: "ledger", branch: "main" };
      const told = { key: "NIGHTLY-3", name: "Nightly", state: "FAILED", url: "https://ci.example.org/3" };
      const kept = onDataCenter.addRepository(dataCenter.world, world);
      kept.tree.commits.set(commit, new Map());
      kept.tree.branches.set("main", commit);
      kept.builds.set(`${commit} NIGHTLY-3`, { ...told, updatedDate: Date.now() });
      const scan = { title: "Scan", result: "FAIL", reporter: "Scanner" };
      const lines = [{ message: "Old", severity: "HIGH", path: "a.ts", line: 4 }];
      kept.reports.set(`${commit} scan`, { body: scan, annotations: lines });
      const ledger = await watched("bitbucket-data-center", dataCenter.url, "ACME", "ledger");
      await here.client.call("pipelines.create", { name: "ledger", repository: ledger, text });
      await goWithin(page, `/repositories/${ledger}?tab=host`);
      await page.getByRole("button", { name: "Require builds" }).click();
      await dialog.getByLabel("To merge into").fill("main");
      await dialog.getByRole("button", { name: "Require them" }).click();
      await page.getByRole("row", { name: "main ledger" }).waitFor();
      expect(kept.conditions).toHaveLength(1);
      await page.getByRole("row", { name: "Nightly failed another system" }).waitFor();
      await page.getByRole("textbox", { name: "Commit" }).fill(commit);
      await page.getByRole("button", { name: "Show" }).click();
      await page.getByRole("row", { name: "Nightly failed another system" }).waitFor();
      await section("Reports on the commit").getByRole("button", { name: "Lines" }).click();
      await dialog.getByRole("row", { name: "error a.ts:4 Old" }).waitFor();
      await dialog.getByRole("button", { name: "Close" }).click();
      await page
        .getByRole("row", { name: "CI, Variables, Environments, Schedules, Workflows, Runners, SSH, Identity, Caches" })
        .waitFor();
      await page.getByRole("button", { name: "Run on Bitbucket Data Center" }).focus();
      await page.getByRole("tooltip", { name: "runs no pipelines" }).waitFor();
      expect(await findViolations(page)).toEqual([]);

      const shop = onGitHub.addRepository(github.world, "acme/shop");
      onGitHub.addEnvironment(shop, "production");
      const run = onGitHub.addRun(github.world, shop, { pending: ["production"] });
      onGitHub.lastAttempt(run).status = "waiting";
      const onShop = await watched("github", github.url, "acme", "shop");
      await goWithin(page, `/repositories/${onShop}?tab=host`);
      await page.getByRole("row", { name: "CI .github/workflows/ci.yml enabled" }).getByRole("button").click();
      await page.getByRole("button", { name: "Enable CI" }).waitFor();
      expect(shop.workflows).toMatchObject([{ state: "disabled_manually" }]);
      expect(await findViolations(page)).toEqual([]);
      await goWithin(page, `/executions?repository=${onShop}`);
      await page.getByRole("row", { name: "#1 GitHub" }).getByRole("link").first().click();
      const card = page.getByRole("region", { name: "production waits for a reviewer" });
      await card.getByRole("textbox", { name: "Comment" }).fill("Go");
      expect(await findViolations(page)).toEqual([]);
      await card.getByRole("button", { name: "Approve" }).click();
      await card.waitFor({ state: "detached" });
      expect(run.pending).toEqual([]);

      const held = onGitHub.addRun(github.world, shop, { event: "pull_request" });
      onGitHub.holdRun(held);
      await goWithin(page, `/executions?repository=${onShop}`);
      await page.getByRole("row", { name: "#2 GitHub" }).getByRole("link").first().click();
      const fork = page.getByRole("region", { name: "A stranger's pull request waits for approval" });
      await fork.waitFor();
      expect(await findViolations(page)).toEqual([]);
      await fork.getByRole("button", { name: "Let it run" }).click();
      await fork.waitFor({ state: "detached" });
      expect(onGitHub.lastAttempt(held).status).toBe("queued");
      await goWithin(page, `/executions?repository=${onShop}`);
      await page.getByRole("row", { name: "#1 GitHub" }).getByRole("link").first().click();

      shop.artifacts.push({ id: 5, run: run.id, name: "dist", bytes: "PK zipped", expired: false });
      await page.getByRole("link", { name: "Artifacts" }).click();
      await page.getByText("on the host, 9 B").waitFor();
      expect(await findViolations(page)).toEqual([]);
      const saving = page.waitForEvent("download");
      await page.getByRole("link", { name: "Download" }).click();
      expect((await saving).suggestedFilename()).toBe("dist.zip");
      expect(complaints).toEqual([]);
      expect([...bitbucket.violations, ...dataCenter.violations, ...github.violations]).toEqual([]);
    } finally {
      await bitbucket.stop();
    }

    async function watched(kind: InputOf<"connections.create">["kind"], baseUrl: string, ...of: [string, string]) {
      const [owner, name] = of;
      const credentials = { kind: "access-token", token: "t0ken" } as const;
      const access = { name: `${owner} ${randomUUID()}`, kind, owner, baseUrl, credentials };
      const { id: connection } = await here.client.call("connections.create", access);
      const chosen = await here.client.call("connections.connect-repositories", { connection, names: [name] });
      return chosen.items[0]?.id ?? "";
    }
  });
});
