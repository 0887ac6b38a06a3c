import type { Spent } from "../connections/kept-budget.ts";

type Recent = Spent["recent"];

const hour = 3_600_000;
/** So long a request counts: the minute in which it was made counts as a whole. */
const counted = hour + 60_000;
/** For so long what the last hour has not spent may be spent at once: most runs end within it. */
const horizon = 10 * 60_000;
/** For less a single request would count too much. */
const shortest = 4 * 60_000;

/** What looks come to in some hour from now on, those that were made with those to come, of which each hour has so many. */
export function mostInAnHour(recent: Recent, ofHour: number): number {
  let most = ofHour;
  let since = 0;
  for (const { looks, ago } of recent.toReversed()) {
    if (ago >= counted) break;
    since += looks;
    most = Math.max(most, ((since + (ofHour * (counted - ago)) / hour) * hour) / counted);
  }
  return most;
}

/**
 * At what rate, in requests of an hour, can be asked for the next minutes beside a steady `base`, so that no hour comes to
 * more than `most`. More than `most - base` after minutes that spent less, and less after such that spent more.
 */
export function rateAhead(recent: Recent, { most, base }: { readonly most: number; readonly base: number }): number {
  const allowed = (most * counted) / hour;
  let rate = ((allowed - (base * counted) / hour) * hour) / horizon;
  let since = 0;
  for (const { looks, ago } of recent.toReversed()) {
    const ahead = counted - ago;
    if (ahead <= 0) break;
    since += looks;
    const room = allowed - since - (base * ahead) / hour;
    rate = Math.min(rate, (room * hour) / Math.min(Math.max(ahead, shortest), horizon));
  }
  return rate;
}
