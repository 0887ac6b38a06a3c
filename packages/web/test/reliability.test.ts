import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addRepository, addRun, beginRun, startBitbucketDouble } from "../../../test/forges/index.ts";
import { findViolations } from "./support/find-violations.ts";
import { goWithin } from "./support/go-within.ts";
import { whyNoBrowser } from "./support/launch-chromium.ts";
import { openBrowser, type Surroundings } from "./support/open-browser.ts";

describe.skipIf(whyNoBrowser !== undefined)(`how reliably runs are collected (${whyNoBrowser ?? "Chromium"})`, () => {
  let here: Surroundings;
  let bitbucket: Awaited<ReturnType<typeof startBitbucketDouble>>;
  beforeAll(async () => {
    [here, bitbucket] = await Promise.all([openBrowser(), startBitbucketDouble()]);
    bitbucket.tokens.set("Bearer t0ken", "all");
  }, 120_000);
  afterAll(async () => {
    await Promise.all([here[Symbol.asyncDispose](), bitbucket.stop()]);
  });

  test("is a line on the connection's page and on the repository's part on its host, with why looks failed behind it", {
    timeout: 60_000,
  }, async () => {
    const name = `shop-${randomUUID()}`;
    const there = addRepository(bitbucket.world, `acme/${name}`);
    const { id: connection } = await here.client.call("connections.create", {
      name: `code ${name}`,
      kind: "bitbucket-cloud",
      owner: "acme",
      baseUrl: bitbucket.url,
      credentials: { kind: "access-token", token: "t0ken" },
    });
    const { items } = await here.client.call("connections.connect-repositories", { connection, names: [name] });
    const repository = items[0]?.id ?? "";
    const looks = async () => (await here.client.call("connections.reliability", { connection })).day.looks;
    await expect.poll(looks).toBe(1);
    beginRun(addRun(there, { created_on: new Date().toISOString() }));
    bitbucket.faults.push({ on: /pipelines\?/, reply: { status: 200, bytes: Buffer.from('{"values": [{"uui') } });
    // What somebody looks at is read soon; and after a fault again.
    const { page, complaints } = await here.at(`/repositories/${repository}`);
    await expect.poll(looks, { timeout: 30_000, interval: 200 }).toBeGreaterThanOrEqual(3);
    for (const path of [`/connections/${connection}`, `/repositories/${repository}?tab=host`]) {
      await goWithin(page, path);
      // What runs is looked at again meanwhile.
      const said = /^([\d.]+) % of (\d+) looks worked in 24 h; half of what changed was seen within \d+ s/;
      const line = page.getByText(said);
      const [, share, made] = (said.exec((await line.textContent()) ?? "") ?? []).map(Number);
      expect(share).toBe(Math.floor(1000 * (1 - 1 / (made ?? 0))) / 10);
      await line.click();
      await page.getByText("1 × its answer could not be read").waitFor();
      expect(await findViolations(page)).toEqual([]);
    }
    await goWithin(page, "/connections");
    await page.getByRole("heading", { name: "Connections" }).waitFor();
    expect(complaints).toEqual([]);
  });
});
