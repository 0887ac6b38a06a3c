import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BrowserContext, chromium, type Page } from "playwright-core";
import { createClient } from "../packages/app/src/client/index.ts";
import { startBitbucketDouble } from "../test/forges/index.ts";
import { type Furnished, furnish } from "./screenshots/furnish.ts";
import { startServer } from "./screenshots/start-server.ts";

/**
 * Writes `docs/screenshots/`: each page of the web face in both themes, as a real browser shows it, of a demonstration
 * that has run for real. Needs Chromium, at its usual place in Debian or where HEADRACE_CHROMIUM says.
 */

const root = join(import.meta.dirname, "..");
const target = join(root, "docs", "screenshots");
const size = { width: 1440, height: 900 };
const themes = ["light", "dark"] as const;

const directory = await mkdtemp(join(tmpdir(), "headrace-screenshots-"));
const demonstration = await startServer({
  dataDirectory: join(directory, "demonstration"),
  parameters: ["--demo"],
  until: "headrace trigger",
});
// Without an owner yet, whose first page is another one.
const fresh = await startServer({ dataDirectory: join(directory, "fresh") });
const bitbucket = await startBitbucketDouble();
const browser = await chromium.launch({
  executablePath: process.env.HEADRACE_CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox"],
});
try {
  const { url, link } = demonstration;
  const context = await browser.newContext({ viewport: size, baseURL: url });
  const page = await context.newPage();
  await page.goto(link);
  await page.getByRole("heading", { name: "Overview" }).waitFor();
  const furnished = await furnish(createClient({ url, token: await tokenOf(page) }), bitbucket);
  await shootAll(await context.storageState(), url, furnished);
} finally {
  await browser.close();
  for (const server of [demonstration, fresh]) await server[Symbol.asyncDispose]();
  await bitbucket.stop();
  await rm(directory, { recursive: true, force: true });
}

/** A token for the person whom the page is signed in as. */
async function tokenOf(page: Page): Promise<string> {
  const data = { name: "screenshots", scopes: ["admin"] };
  const answer = await page.request.post("/api/v1/tokens", { data, headers: { origin: new URL(page.url()).origin } });
  const { token } = await answer.json();
  return token;
}

type StorageState = Awaited<ReturnType<BrowserContext["storageState"]>>;

async function shootAll(storageState: StorageState, url: string, furnished: Furnished): Promise<void> {
  await rm(target, { recursive: true, force: true });
  await mkdir(target, { recursive: true });
  const [inside, outside] = [pagesOf(furnished), strangersPages(furnished)];
  for (const colorScheme of themes) {
    const look = { viewport: size, colorScheme, reducedMotion: "reduce" } as const;
    for (const [pages, context] of [
      [inside, await browser.newContext({ ...look, storageState })],
      [outside, await browser.newContext(look)],
    ] as const) {
      const page = await context.newPage();
      for (const [name, path] of Object.entries(pages)) {
        await page.goto(new URL(path, url).href, { waitUntil: "load" });
        await page.getByRole("main").waitFor();
        if (path.endsWith("/edit")) await page.locator(".react-flow__node").first().waitFor();
        // Nothing says when a chart, a canvas and the fonts are all drawn.
        await page.waitForTimeout(2000);
        await page.screenshot({ path: join(target, `${name}-${colorScheme}.png`) });
      }
      await context.close();
    }
  }
  await writeFile(join(target, "README.md"), gallery([...Object.keys(inside), ...Object.keys(outside)]));
}

/** All of them on one page, in the reader's theme. */
function gallery(names: readonly string[]): string {
  const pictures = names.map((name) => {
    const words = name.replaceAll("-", " ");
    return `## ${words.charAt(0).toUpperCase()}${words.slice(1)}

<picture>
  <source media="(prefers-color-scheme: dark)" srcset="${name}-dark.png">
  <img alt="${words}" src="${name}-light.png">
</picture>
`;
  });
  return `# The pages\n\nMade of a demonstration that has run, by \`npm run screenshots\`.\n\n${pictures.join("\n")}`;
}

/** For who is not signed in. */
function strangersPages({ invitation }: Furnished): Readonly<Record<string, string>> {
  return { "sign-in": "/sign-in", welcome: fresh.link, invitation };
}

function pagesOf(furnished: Furnished): Readonly<Record<string, string>> {
  const { shop, release, failed, waiting, green, repository, environment, webhook, connection, catalogue } = furnished;
  return {
    overview: "/",
    executions: "/executions",
    "execution-failed": `/executions/${failed}`,
    "execution-log": `/executions/${failed}?view=log`,
    "execution-tests": `/executions/${failed}?view=tests`,
    "execution-artifacts": `/executions/${green}?view=artifacts`,
    "execution-changes": `/executions/${failed}?view=changes`,
    "execution-waiting": `/executions/${waiting}`,
    pipelines: "/pipelines",
    pipeline: `/pipelines/${shop}`,
    designer: `/pipelines/${release}/edit`,
    "new-pipeline": "/pipelines/new",
    analytics: "/analytics",
    approvals: "/approvals",
    environments: "/environments",
    environment: `/environments/${environment}`,
    repositories: "/repositories",
    repository: `/repositories/${repository}`,
    "repository-on-its-host": `/repositories/${catalogue}?tab=host`,
    connections: "/connections",
    connection: `/connections/${connection}`,
    schedules: "/schedules",
    templates: "/templates",
    secrets: "/secrets",
    webhooks: "/webhooks",
    webhook: `/webhooks/${webhook}`,
    channels: "/channels",
    organization: "/organization",
    members: "/members",
    tokens: "/tokens",
    audit: "/audit",
    system: "/system",
    settings: "/settings",
    start: "/start",
  };
}
