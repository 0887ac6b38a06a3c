// Loaded with the first request to GitHub, and not before: it takes longer than all else of this package.
/// <reference path="./bottleneck-light.d.ts" />
import { Octokit } from "@octokit/core";
import { retry } from "@octokit/plugin-retry";
import { throttling } from "@octokit/plugin-throttling";
import Bottleneck from "bottleneck/light.js";
import { ForgeError, type RequestBody } from "../http/index.ts";

/** What a request tells Octokit and its plugins, beside what it asks. */
export interface SentOptions {
  /** Makes an attempt. */
  fetch(url: string, init: FetchInit): Promise<Response>;
  /** Whether there is another attempt after the last one; resolves once it may be made. */
  mayRepeat(): Promise<boolean>;
  readonly parseSuccessResponseBody: false;
}

/** As `octokit.request` gives it. */
export interface FetchInit {
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: RequestBody;
}

export interface OctokitNeeds {
  readonly baseUrl: string;
  /** Whose queues they are. */
  readonly id: string;
}

/** Milliseconds that a request waits for its turn at most, as it does for a limit; then it is refused. */
const longestWait = 20_000;

/**
 * GitHub bears 80 changes a minute, and asks for a second between many: twenty may come at once, and then one a second.
 * https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits
 */
const changes = createQueues({ atOnce: 20, pause: 1_000 });
/** Of the changes those that tell people, such as a pull request. */
const notifications = createQueues({ atOnce: 5, pause: 3_000 });
/** It bears 30 searches a minute. https://docs.github.com/rest/search/search#rate-limit */
const searches = createQueues({ atOnce: 10, pause: 3_000 });

interface Rate {
  readonly atOnce: number;
  /** Milliseconds. */
  readonly pause: number;
}

/**
 * A queue for each id, dropped when it has been idle: so many at once, then one after each pause, which the plugin's own make
 * before the second one already.
 */
function createQueues({ atOnce, pause }: Rate): Bottleneck.Group {
  return new Bottleneck.Group({
    reservoir: atOnce,
    reservoirIncreaseMaximum: atOnce,
    reservoirIncreaseAmount: 1,
    reservoirIncreaseInterval: pause,
    highWater: Math.floor(longestWait / pause),
    strategy: Bottleneck.strategy.OVERFLOW,
  });
}

/**
 * Octokit with its two plugins, which repeat what `mayRepeat` lets them: `throttling` what was refused for a limit, `retry`
 * all else. They do not wait by themselves, for nobody could cancel that: `mayRepeat` has waited.
 */
export function createOctokit({ baseUrl, id }: OctokitNeeds): Octokit {
  return new PluggedOctokit({
    baseUrl,
    log: { debug: ignore, info: ignore, warn: ignore, error: ignore },
    throttle: {
      id,
      write: changes,
      notifications,
      search: searches,
      retryAfterBaseValue: 0,
      onRateLimit: (_, { request }) => request.mayRepeat(),
      onSecondaryRateLimit: (_, { request }) => request.mayRepeat(),
    },
    // Which ones, each request says anew.
    retry: { doNotRetry: [], retryAfterBaseValue: 0 },
  });
}

/** Why a request was not sent, where that is because too many wait before it. */
export function crowdedOut(error: unknown): ForgeError | undefined {
  if (!(error instanceof Bottleneck.BottleneckError)) return undefined;
  return new ForgeError("forge-limited", "too many changes or searches wait to be sent to GitHub", {
    mend: "ask again a little later, or for less at once: GitHub takes one change a second",
    retryAfter: longestWait,
  });
}

const PluggedOctokit = Octokit.plugin(throttling, sayWhatIsRepeated, retry);

/** Comes before `retry`, which repeats as often as a request says. */
function sayWhatIsRepeated({ hook }: Octokit): void {
  hook.error("request", async (error, { request }) => {
    request.retries = (await request.mayRepeat()) ? boundless : 0;
    throw error;
  });
}

/** Attempts are counted elsewhere. */
const boundless = 1_000_000;

function ignore(): void {}
