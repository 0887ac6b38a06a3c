import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

/** What the environment names; else Debian's: the one without windows takes a tenth less to draw the same pages. */
const places =
  process.env.HEADRACE_CHROMIUM === undefined
    ? ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"]
    : [process.env.HEADRACE_CHROMIUM];
const place = places.find((path) => existsSync(path));

/** Undefined where the tests can run; else why not, for the line that the run shows. */
export const whyNoBrowser =
  place === undefined
    ? `no Chromium at ${places.join(" or ")}: install one, or name another in HEADRACE_CHROMIUM`
    : undefined;

/**
 * A window of a headless Chromium has an address bar too, drawn by pages of its own which nobody sees: a third of what it
 * takes to open a page. The other names are those that Playwright gives itself: of several such switches the last counts.
 */
const withoutFeatures = [
  ...["WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "WebUIOmniboxFullPopup"],
  ...["AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades", "PaintHolding"],
  ...["HttpsFirstBalancedModeAutoEnable", "LensOverlay", "MediaRouter", "ThirdPartyStoragePartitioning", "AimEnabled"],
  ...["AvoidCorsURLLoaderRestartOnRedirect", "OptimizationHints", "NetworkTimeServiceQuerying", "PreconnectToSearch"],
];

export interface LaunchOptions {
  /** Whether scripts that run often are compiled once more, as for users; false unless said. A test ends before that pays. */
  readonly optimizing?: boolean;
}

/** Starts a Chromium. Throws where there is none. */
export async function launchChromium({ optimizing = false }: LaunchOptions = {}): Promise<Browser> {
  if (place === undefined) throw new Error(whyNoBrowser);
  return await chromium.launch({
    executablePath: place,
    args: ["--no-sandbox", `--disable-features=${withoutFeatures}`, ...(optimizing ? [] : ["--js-flags=--no-opt"])],
  });
}

let shared: Promise<Browser> | undefined;

/** One for all files that a worker runs; it ends with the worker. Another where that one ended before. */
export async function sharedChromium(): Promise<Browser> {
  const earlier = await shared?.catch(() => undefined);
  if (earlier?.isConnected() === true) return earlier;
  shared = launchChromium();
  return await shared;
}
