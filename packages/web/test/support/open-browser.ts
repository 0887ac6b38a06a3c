import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type App, createApp, prepareFirstStart } from "@headrace/app";
import { type Client, createClient } from "@headrace/app/client";
import { createServer } from "@headrace/server";
import type { BrowserContext, Page } from "playwright-core";
import { onTestFailed } from "vitest";
import { buildWeb } from "../../../../test/build-web.ts";
import { sharedLauncher } from "../../../../test/launcher.ts";
import { goWithin } from "./go-within.ts";
import { type LaunchOptions, launchChromium, sharedChromium } from "./launch-chromium.ts";

/** A server that nobody uses yet, and a place in a browser: one for a test file. */
export interface FreshSurroundings extends AsyncDisposable {
  readonly url: string;
  readonly app: App;
  /** What the pages share of those who are signed in. */
  readonly owners: BrowserContext;
  /** The one-time link that the first start shows. */
  readonly firstLink: string;
  /** An empty page of nobody, which closes the one before. */
  stranger(look?: Look): Promise<WatchedPage>;
}

/** An organization of its own with an owner on a server, and a browser: one for a test file. */
export interface Surroundings extends AsyncDisposable {
  readonly url: string;
  /** As the owner. */
  readonly client: Client;
  /**
   * The page of the owner at an address. It is loaded once and led on from then, as within the application: each test finds
   * it as a new one would be, but that it does not ask again for what it was told in the last two seconds. A test that
   * failed leaves it to none.
   */
  at(path: string, look?: Look): Promise<WatchedPage>;
  /** An empty page of the owner, who is signed in; closed with the browser. All of a file share what was loaded once. */
  signedIn(look?: Look): Promise<WatchedPage>;
  /** An empty page of nobody, which closes the one before. They share what was loaded once. */
  stranger(look?: Look): Promise<WatchedPage>;
  /** Of the owner, whose password is `a long sentence`. */
  readonly email: string;
  /** A one-time link for the owner. */
  link(): Promise<string>;
}

export interface Look {
  readonly colorScheme?: "light" | "dark";
  /** Nothing moves unless a test wants it: what moves can be missed by a click on a busy machine. */
  readonly moving?: boolean;
  readonly viewport?: { readonly width: number; readonly height: number };
}

export interface WatchedPage {
  readonly page: Page;
  /** What the console said that was no mere information: errors, warnings, refusals of the content security policy. */
  readonly complaints: readonly string[];
}

export interface OpenOptions extends LaunchOptions {
  /** Whether pipelines run as processes of this machine, whose folders are taken for repositories then; true unless said. */
  readonly trustPipelines?: boolean;
}

export async function openFresh({
  trustPipelines = true,
  optimizing = false,
}: OpenOptions = {}): Promise<FreshSurroundings> {
  await buildWeb();
  const directory = await mkdtemp(join(tmpdir(), "headrace-web-"));
  const app = await createApp({
    dataDirectory: directory,
    trustPipelines,
    // Doubles of hosts of code are on this machine.
    allowPrivateAddresses: true,
    checkOutputs: true,
    version: "0.1.0",
    launcher: sharedLauncher,
    // It would say that it has made a master key.
    warn: () => undefined,
  });
  const server = await createServer({ app });
  await server.listen({ host: "127.0.0.1", port: 0 });
  const { port } = server.server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const first = await prepareFirstStart(app);
  const browser = optimizing ? await launchChromium({ optimizing }) : await sharedChromium();
  const [strangers, owners] = [await browser.newContext(), await browser.newContext()];
  return {
    url,
    app,
    owners,
    firstLink: `${url}${first.kind === "link" ? first.path : ""}`,
    stranger: openStrangers(strangers),
    async [Symbol.asyncDispose]() {
      await Promise.all([strangers.close(), owners.close()]);
      if (optimizing) await browser.close();
      await server.close();
      await app[Symbol.asyncDispose]();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** An owner of an organization on the server that the files of a worker share; with options, on one for her alone. */
export async function openBrowser(options?: OpenOptions): Promise<Surroundings> {
  if (options === undefined) return await moveIn(await sharedHouse());
  const house = await openHouse(options);
  const surroundings = await moveIn(house);
  return { ...surroundings, [Symbol.asyncDispose]: async () => await house.fresh[Symbol.asyncDispose]() };
}

/** A server whose owners look about on one page, one after the other. */
interface House {
  readonly fresh: FreshSurroundings;
  readonly guide: Guide;
}

let shared: Promise<House> | undefined;

/** It ends with the worker, as the browser does. Another where that one ended before. */
async function sharedHouse(): Promise<House> {
  const earlier = await shared?.catch(() => undefined);
  if (earlier?.fresh.owners.browser()?.isConnected() === true) return earlier;
  shared = openHouse({});
  return await shared;
}

async function openHouse(options: OpenOptions): Promise<House> {
  const fresh = await openFresh(options);
  return { fresh, guide: leadAbout(fresh.owners, fresh.url) };
}

/** Makes an organization that has one person, and signs her in. */
async function moveIn({ fresh, guide }: House): Promise<Surroundings> {
  const { url, app, owners, stranger } = fresh;
  const name = `ada-${randomUUID()}`;
  const { userId } = await app.people.createUser({
    email: `${name}@example.org`,
    name: "Ada Bell",
    password: "a long sentence",
  });
  const { organizationId } = await app.people.createOrganization({ name: "Mill Street", slug: name, ownerId: userId });
  const { token } = await app.tokens.create({ organizationId, userId, name: "test", scopes: ["admin"] });
  const client = createClient({ url, token });
  const link = async (): Promise<string> => {
    const made = new URL((await client.call("members.create-sign-in-link", { user: userId })).url);
    return `${url}${made.pathname}${made.search}`;
  };
  await owners.clearCookies();
  const code = new URL(await link()).searchParams.get("code");
  const answer = await owners.request.post(`${url}/api/v1/sign-in/link`, { data: { code }, headers: { origin: url } });
  if (!answer.ok()) throw new Error(await answer.text());
  return {
    url,
    client,
    email: `${name}@example.org`,
    link,
    stranger,
    signedIn: async (look) => await watchedPage(owners, look),
    at: guide.at,
    [Symbol.asyncDispose]: guide.rest,
  };
}

function openStrangers(context: BrowserContext): FreshSurroundings["stranger"] {
  return async (look) => {
    for (const page of context.pages()) {
      if (page.url().startsWith("http")) await page.evaluate("localStorage.clear()");
      await page.close();
    }
    await context.clearCookies();
    return await watchedPage(context, look);
  };
}

interface Guide {
  readonly at: Surroundings["at"];
  /** Until the next owner comes, nothing is asked for by the page, and it knows nothing of the one before. */
  readonly rest: () => Promise<void>;
}

function leadAbout(context: BrowserContext, url: string): Guide {
  let kept: { readonly page: Page; readonly complaints: string[] } | undefined;
  const close = async (): Promise<void> => {
    await kept?.page.close();
    kept = undefined;
    await context.setOffline(false);
  };
  /** Away from where it was, with nothing that was stored or is listened for. */
  const clear = async (page: Page): Promise<void> => {
    await goWithin(page, "/nowhere");
    page.removeAllListeners("dialog").removeAllListeners("request");
    await page.evaluate("localStorage.clear()");
  };
  return {
    async at(path, look = {}) {
      onTestFailed(close);
      kept ??= await watchedPage(context, look);
      const { page, complaints } = kept;
      const isLoaded = page.url().startsWith(url);
      if (isLoaded) await clear(page);
      complaints.length = 0;
      await applyLook(page, look);
      if (isLoaded) await goWithin(page, path);
      else await page.goto(`${url}${path}`);
      return kept;
    },
    async rest() {
      if (kept === undefined) return;
      await clear(kept.page);
      await kept.page.goto("about:blank");
      await context.clearPermissions();
    },
  };
}

async function watchedPage(
  context: BrowserContext,
  look: Look = {},
): Promise<{ readonly page: Page; readonly complaints: string[] }> {
  const page = await context.newPage();
  await applyLook(page, look);
  page.setDefaultTimeout(15_000);
  const complaints: string[] = [];
  page.on("console", (message) => {
    // That nobody is signed in yet is how the sign-in page knows that it is wanted.
    const expected = /status of 401/.test(message.text());
    if (["error", "warning"].includes(message.type()) && !expected) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  return { page, complaints };
}

async function applyLook(page: Page, { viewport, colorScheme = "light", moving = false }: Look): Promise<void> {
  await page.emulateMedia({ reducedMotion: moving ? "no-preference" : "reduce", colorScheme });
  await page.setViewportSize(viewport ?? { width: 1280, height: 720 });
}
