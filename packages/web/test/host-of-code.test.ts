import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { InputOf } from "@headrace/app/client";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import {
  addRepository,
  addRun,
  beginRun,
  commitTo,
  fileAt,
  newId,
  onDataCenter,
  startBitbucketDouble,
  startDataCenterDouble,
} from "../../../test/forges/index.ts";
import { findViolations } from "./support/find-violations.ts";
import { goWithin } from "./support/go-within.ts";
import { whyNoBrowser } from "./support/launch-chromium.ts";
import { openBrowser, type Surroundings } from "./support/open-browser.ts";
import { runToTheEnd } from "./support/run-to-the-end.ts";

describe.skipIf(whyNoBrowser !== undefined)(`hosts of code in a browser (${whyNoBrowser ?? "Chromium"})`, () => {
  let here: Surroundings;
  let bitbucket: Awaited<ReturnType<typeof startBitbucketDouble>>;
  beforeAll(async () => {
    [here, bitbucket] = await Promise.all([openBrowser(), startBitbucketDouble()]);
    bitbucket.tokens.set("Bearer t0ken", "all");
  }, 120_000);
  afterAll(async () => {
    await Promise.all([here[Symbol.asyncDispose](), bitbucket.stop()]);
  });

  /** A connected repository's id, and its connection's. */
  async function watched(kind: InputOf<"connections.create">["kind"], baseUrl: string, owner: string, name: string) {
    const credentials = { kind: "access-token", token: "t0ken" } as const;
    const access = { name: `${owner} ${randomUUID()}`, kind, owner, baseUrl, credentials };
    const { id: connection } = await here.client.call("connections.create", access);
    const chosen = await here.client.call("connections.connect-repositories", { connection, names: [name] });
    return { connection, repository: chosen.items[0]?.id ?? "" };
  }

  test("what is removed here is cleaned up on the host by what is chosen from a list, ours before that of others", {
    timeout: 60_000,
  }, async () => {
    const name = `parting-${randomUUID()}`;
    const there = addRepository(bitbucket.world, `acme/${name}`);
    there.variables.push({ uuid: newId(), key: "THEIRS", value: "1", secured: false });
    const { repository } = await watched("bitbucket-cloud", bitbucket.url, "acme", name);
    await here.client.call("repositories.set-host-variable", { repository, name: "LEVEL", value: "1" });
    await here.client.call("repositories.add-host-schedule", { repository, branch: "main", cron: "0 3 * * *" });
    const { page, complaints } = await here.at("/repositories");
    await goWithin(page, `/repositories/${repository}`);
    await page.getByRole("button", { name: "Remove" }).click();
    const dialog = page.getByRole("dialog", { name: `Remove ${name}?` });
    const ours = dialog.getByRole("group", { name: "Remove on the host too" });
    const others = dialog.getByRole("group", { name: "Made there by others" });
    expect(await ours.getByRole("checkbox", { name: "Variable LEVEL" }).isChecked()).toBe(true);
    expect(await others.getByRole("checkbox", { name: "Variable THEIRS" }).isChecked()).toBe(false);
    await ours.getByRole("checkbox", { name: "Schedule main, 0 3 * * *" }).uncheck();
    expect(await findViolations(page)).toEqual([]);
    const refused = { type: "error", error: { message: "no scope" } };
    bitbucket.faults.push({ on: /^DELETE .*pipelines_config\/variables/, reply: { status: 403, json: refused } });
    await dialog.getByRole("button", { name: "Remove" }).click();
    await dialog.getByRole("alert").getByText("nothing was removed here").waitFor();
    await dialog.getByRole("button", { name: "Remove" }).click();
    await page.waitForURL(/\/repositories$/);
    expect(there.variables.map(({ key }) => key)).toEqual(["THEIRS"]);
    expect(there.schedules).toHaveLength(1);
    // The browser says of each answer that refuses something that it did.
    expect(complaints.filter((line) => !line.includes("422"))).toEqual([]);
  });

  test("what runs on a host is listed as pipelines, and leads to all that ran of each", {
    timeout: 60_000,
  }, async () => {
    const name = `told-${randomUUID()}`;
    const there = addRepository(bitbucket.world, `acme/${name}`);
    const created_on = new Date().toISOString();
    beginRun(addRun(there, { created_on }));
    const selector = { type: "custom", pattern: "nightly" };
    const target = { type: "pipeline_ref_target", ref_type: "branch", ref_name: "main", selector };
    beginRun(addRun(there, { created_on, target }));
    const { repository } = await watched("bitbucket-cloud", bitbucket.url, "acme", name);
    const { page, complaints } = await here.at("/pipelines");
    const table = page.getByRole("table", { name: "On hosts of code" });
    await table.getByRole("row", { name: `${name} Bitbucket Cloud running` }).waitFor();
    expect(await findViolations(page)).toEqual([]);
    await goWithin(page, `/repositories/${repository}`);
    const ofRepository = page.getByRole("table", { name: "Pipelines on its host" });
    await ofRepository.getByRole("link", { name: "nightly" }).click();
    const executions = page.getByRole("table", { name: "Executions" });
    await executions.getByRole("link", { name: "nightly #2" }).waitFor();
    await executions.getByRole("link", { name: "#1" }).first().waitFor({ state: "detached" });
    await page.getByRole("combobox", { name: "Pipeline on its host" }).click();
    await page.getByText("Every pipeline on its host", { exact: true }).last().click();
    await executions.getByRole("link", { name: `${name} #1` }).waitFor();
    expect(await findViolations(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });

  test("a repository whose pipelines are off says so and switches them on, and its runners and keys are set on its page", {
    timeout: 90_000,
  }, async () => {
    const name = `quiet-${randomUUID()}`;
    const there = addRepository(bitbucket.world, `acme/${name}`);
    there.pipelines.enabled = false;
    const { repository } = await watched("bitbucket-cloud", bitbucket.url, "acme", name);
    const { page, complaints } = await here.at("/repositories");
    const dialog = page.getByRole("dialog");
    const section = (title: string) =>
      page.locator("section", { has: page.getByRole("heading", { name: title, exact: true }) });
    await goWithin(page, `/repositories/${repository}`);
    await page.getByRole("status").getByText("Pipelines are off for this repository").waitFor();
    expect(await findViolations(page)).toEqual([]);
    await page.getByRole("button", { name: "Switch on" }).click();
    await page.getByRole("button", { name: "Switch on" }).waitFor({ state: "hidden" });
    expect(there.pipelines.enabled).toBe(true);

    await page.getByRole("link", { name: "On Bitbucket Cloud" }).click();
    await section("CI").getByText("Pipelines are on for this repository.").waitFor();
    await page.getByRole("button", { name: "Set the next number" }).click();
    await dialog.getByLabel("Next number").fill("200");
    await dialog.getByRole("button", { name: "Set it" }).click();
    await dialog.waitFor({ state: "hidden" });
    expect(there.pipelines.nextNumber).toBe(200);

    await page.getByRole("button", { name: "New runner" }).click();
    await dialog.getByLabel("Name").fill("big");
    await dialog.getByRole("button", { name: "Make it" }).click();
    await page.getByRole("dialog", { name: "The secret of big" }).getByText("runner-s3cret").waitFor();
    await page.getByRole("button", { name: "I have it" }).click();
    await page.getByRole("row", { name: "big never seen self.hosted, linux" }).waitFor();
    await page.getByRole("button", { name: "Change big" }).click();
    await dialog.getByRole("switch", { name: "Takes new steps" }).click();
    await dialog.getByRole("button", { name: "Save" }).click();
    await page.getByRole("row", { name: "big disabled" }).waitFor();
    expect(there.pipelines.runners).toMatchObject([{ name: "big", status: "DISABLED" }]);

    await page.getByRole("button", { name: "Set a key pair" }).click();
    const privateKey = "-----BEGIN OPENSSH PRIVATE KEY-----\nczNjcmV0\n-----END OPENSSH PRIVATE KEY-----\n";
    await dialog.getByLabel("Private key").fill(privateKey);
    await dialog.getByLabel("Public key").fill("ssh-ed25519 AAAAC3Nz shop");
    await dialog.getByRole("button", { name: "Save" }).click();
    await section("SSH").getByText("ssh-ed25519 AAAAC3Nz shop").waitFor();
    expect(there.pipelines.keyPair?.private_key).toBe(privateKey);
    await page.getByRole("button", { name: "New known host" }).click();
    await dialog.getByLabel("As ssh-keyscan prints it").fill("# git.example.org:22 SSH-2.0");
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.getByLabel("As ssh-keyscan prints it").fill("# nothing");
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.getByText("This is not one line of a host, a type and a key").waitFor();
    await dialog.getByLabel("As ssh-keyscan prints it").fill("git.example.org ssh-ed25519 AAAA");
    await dialog.getByRole("button", { name: "Save" }).click();
    await page.getByRole("row", { name: "git.example.org ssh-ed25519 SHA256:" }).waitFor();
    await section("Identity").getByText("repositoryUuid").waitFor();
    expect(await findViolations(page)).toEqual([]);
    expect(complaints.filter((line) => !line.includes("400"))).toEqual([]);
  });

  test("downloads of a repository are fetched, uploaded in another's place and removed on its page", {
    timeout: 60_000,
  }, async () => {
    const name = `fetched-${randomUUID()}`;
    const there = addRepository(bitbucket.world, `acme/${name}`);
    there.downloads.push({ uuid: newId(), name: "shop-1.4.zip", bytes: Buffer.from("zipped") });
    const { repository } = await watched("bitbucket-cloud", bitbucket.url, "acme", name);
    const { page, complaints } = await here.at("/repositories");
    const dialog = page.getByRole("dialog");
    await goWithin(page, `/repositories/${repository}?tab=host`);
    const fetched = page.waitForEvent("download");
    await page.getByRole("link", { name: "shop-1.4.zip" }).click();
    expect((await fetched).suggestedFilename()).toBe("shop-1.4.zip");
    await page.getByRole("button", { name: "Upload a file" }).click();
    await dialog.getByRole("button", { name: "Upload" }).click();
    await dialog.getByText("No file is chosen").waitFor();
    await dialog
      .getByLabel("File", { exact: true })
      .setInputFiles({ name: "shop-1.4.zip", mimeType: "application/zip", buffer: Buffer.from("anew") });
    await dialog.getByRole("button", { name: "Upload" }).click();
    await dialog.getByText('There is a download "shop-1.4.zip" already').waitFor();
    expect(await findViolations(page)).toEqual([]);
    await dialog.getByRole("switch", { name: "Take the place of one of the same name" }).click();
    await dialog.getByRole("button", { name: "Upload" }).click();
    await dialog.waitFor({ state: "hidden" });
    expect(Buffer.from(there.downloads[0]?.bytes ?? []).toString()).toBe("anew");
    const row = page.getByRole("row", { name: "shop-1.4.zip 4 B" });
    await row.waitFor();
    expect(await findViolations(page)).toEqual([]);
    await row.getByRole("button", { name: "Remove" }).click();
    await dialog.getByRole("button", { name: "Remove" }).click();
    await page.getByText("No downloads").waitFor();
    expect(there.downloads).toEqual([]);
    expect(complaints.filter((line) => !line.includes("409"))).toEqual([]);
  });

  test("a webhook is registered where its repository is looked at, with what came of the host's test call", {
    timeout: 60_000,
  }, async () => {
    await using dataCenter = await startDataCenterDouble();
    const there = onDataCenter.addRepository(dataCenter.world, {
      id: 1,
      project: "ACME",
      slug: "ledger",
      branch: "main",
    });
    there.grants.users.set("Grace", "REPO_ADMIN");
    dataCenter.world.grants.set("ACME", { users: new Map(), groups: new Map([["platform", "PROJECT_WRITE"]]) });
    const { repository } = await watched("bitbucket-data-center", dataCenter.url, "ACME", "ledger");
    const { page, complaints } = await here.at("/repositories");
    await goWithin(page, `/repositories/${repository}?tab=host`);
    await page.getByRole("button", { name: "Register a webhook" }).click();
    await page.getByRole("status").getByText("Registered. Bitbucket Data Center's test call:").waitFor();
    expect(there.webhooks).toMatchObject([{ url: expect.stringContaining("/hooks/bitbucket-server/") }]);
    await page.getByRole("row", { name: "Headrace" }).getByRole("button", { name: "Remove" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
    await page.getByText("No webhooks").waitFor();
    expect(there.webhooks).toEqual([]);

    const grants = page.getByRole("table", { name: "Who may do what on Bitbucket Data Center" });
    await grants.getByRole("row", { name: "Grace grace administer REPO_ADMIN" }).waitFor();
    await grants.getByRole("row", { name: "platform a group, by its project write PROJECT_WRITE" }).waitFor();
    await page
      .getByRole("table", { name: "Who may do what in Headrace" })
      .getByRole("row", { name: "owner" })
      .waitFor();
    expect(await findViolations(page)).toEqual([]);
    expect(complaints).toEqual([]);
    expect(dataCenter.violations).toEqual([]);
  });

  test("a connection's page shows the webhooks by which its host tells of it, registers and removes them", {
    timeout: 60_000,
  }, async () => {
    const name = `told-${randomUUID()}`;
    addRepository(bitbucket.world, `${name}/shop`);
    const { connection } = await watched("bitbucket-cloud", bitbucket.url, name, "shop");
    const { page, complaints } = await here.at("/repositories");
    await goWithin(page, `/connections/${connection}`);
    const section = page.locator("section", { has: page.getByRole("heading", { name: "Webhooks", exact: true }) });
    await section.getByText("No webhooks").waitFor();
    await section.getByRole("button", { name: "Register a webhook" }).click();
    await section.getByRole("status").getByText("Registered: one webhook of all repositories").waitFor();
    const row = section.getByRole("row", { name: `all of ${name} from here on` });
    await row.waitFor();
    await page.getByText("at once, by one webhook").waitFor();
    const there = () => bitbucket.world.webhooks.get(name)?.map(({ body }) => body.url);
    expect(there()).toEqual([expect.stringContaining("/hooks/bitbucket/")]);
    expect(await findViolations(page)).toEqual([]);
    await row.getByRole("button", { name: "Remove" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
    await section.getByText("No webhooks").waitFor();
    expect(there()).toEqual([]);
    expect(complaints).toEqual([]);
  });

  test("an artifact is put beside its repository on the host by a button", { timeout: 60_000 }, async () => {
    const name = `left-${randomUUID()}`;
    const there = addRepository(bitbucket.world, `acme/${name}`);
    const { repository } = await watched("bitbucket-cloud", bitbucket.url, "acme", name);
    const files = await mkdtemp(join(tmpdir(), "headrace-left-"));
    onTestFinished(() => rm(files, { recursive: true }));
    await here.client.call("repositories.update", { repository, location: files });
    const build = { steps: ["echo hello > notes.txt"], artifacts: [{ name: "dist", paths: ["notes.txt"] }] };
    const execution = await runToTheEnd(here.client, repository, { name: "left", stages: { build } });
    const { page, complaints } = await here.at("/repositories");
    await goWithin(page, `/executions/${execution}?view=artifacts`);
    await page.getByRole("button", { name: "To Bitbucket Cloud" }).click();
    const dialog = page.getByRole("dialog", { name: "Put dist on Bitbucket Cloud" });
    await dialog.getByLabel("Only this file of it").fill("notes.txt");
    await dialog.getByLabel("Name there").fill("notes-1.4.txt");
    expect(await findViolations(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Put it there" }).click();
    await page.getByRole("button", { name: "Lies on Bitbucket Cloud" }).waitFor();
    expect(there.downloads.map((one) => [one.name, Buffer.from(one.bytes).toString()])).toEqual([
      ["notes-1.4.txt", "hello\n"],
    ]);
    expect(complaints).toEqual([]);
  });

  test("the log of a service beside a step of Bitbucket is shown by its container's id", {
    timeout: 60_000,
  }, async () => {
    const name = `served-${randomUUID()}`;
    const run = addRun(addRepository(bitbucket.world, `acme/${name}`));
    const [step] = run.steps;
    if (step === undefined) throw new Error("there is no step");
    beginRun(run);
    step.log = Buffer.from("building\n");
    step.services = new Map([["{db}", Buffer.from("database is ready\n")]]);
    const { repository } = await watched("bitbucket-cloud", bitbucket.url, "acme", name);
    const found = () => here.client.call("executions.list", { repository });
    await expect.poll(async () => (await found()).items.length, { timeout: 20_000 }).toBe(1);
    const { page } = await here.at("/repositories");
    await goWithin(page, `/executions/${(await found()).items[0]?.id}?view=log`);
    await page.getByRole("button", { name: "Log of a service" }).click();
    const dialog = page.getByRole("dialog", { name: "A service beside Build" });
    await dialog.getByLabel("Container's id").fill("{none}");
    await dialog.getByRole("button", { name: "Show" }).click();
    await dialog.getByRole("alert").waitFor();
    await dialog.getByLabel("Container's id").fill("{db}");
    await dialog.getByRole("button", { name: "Show" }).click();
    await dialog.getByText("database is ready").waitFor();
    expect(await findViolations(page)).toEqual([]);
  });

  test("a drawing of a repository's file is saved as a pull request, and the branch stays as it is", {
    timeout: 60_000,
  }, async () => {
    const name = `proposing-${randomUUID()}`;
    const { tree } = addRepository(bitbucket.world, `acme/${name}`);
    const text = "name: shop\nstages: { test: { steps: ['true'] } }\n";
    commitTo(tree, "main", { path: "headrace.yml", text });
    const { repository } = await watched("bitbucket-cloud", bitbucket.url, "acme", name);
    const { id } = await here.client.call("pipelines.create", { name, repository, source: "repository" });
    const { page, complaints } = await here.at("/pipelines");
    await goWithin(page, `/pipelines/${id}/edit`);
    const propose = async (): Promise<void> => {
      await page.getByRole("button", { name: "More" }).click();
      await page.getByRole("menuitem", { name: "Save as a pull request" }).click();
    };
    await propose();
    await page.getByText("Nothing has changed since it was saved.").waitFor();
    const editor = page.getByRole("textbox", { name: "The pipeline as YAML" });
    await editor.click();
    await page.keyboard.press("Control+End");
    await page.keyboard.type("# Mine.\n");
    await propose();
    const dialog = page.getByRole("dialog", { name: "Propose it to main" });
    await dialog.getByLabel("Title").fill("Say whose it is");
    expect(await findViolations(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Open a pull request" }).click();
    await page.getByRole("status").getByText("What is drawn here is kept in it").waitFor();
    expect(tree.pulls).toMatchObject([{ to: "main", title: "Say whose it is" }]);
    expect(fileAt(tree, tree.branches.get("main"), "headrace.yml")).toBe(text);
    expect(fileAt(tree, tree.branches.get(tree.pulls[0]?.from ?? ""), "headrace.yml")).toContain("# Mine.");
    await goWithin(page, "/pipelines");
    await page.getByRole("heading", { name: "Pipelines" }).waitFor();
    expect(complaints).toEqual([]);
    expect(bitbucket.violations).toEqual([]);
  });
});
