import { randomUUID } from "node:crypto";
import type { InputOf } from "@headrace/app/client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addRepository, newId, startBitbucketDouble } from "../../../test/forges/index.ts";
import { findViolations } from "./support/find-violations.ts";
import { goWithin } from "./support/go-within.ts";
import { openBrowser, type Surroundings, whyNoBrowser } from "./support/open-browser.ts";

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
});
