import type { Spent } from "../connections/kept-budget.ts";

export interface PollingNeeds {
  /** Requests that the connection may make in an hour. */
  readonly requestLimit: number;
  /** Requests of one look at each repository of which something runs, that ran lately or was looked at here. */
  readonly active: number;
  /** And at each of all others: one for each. */
  readonly resting: number;
  /** Whether there is something to read that can wait, such as history. */
  readonly isBehind: boolean;
  /** In the last hour. */
  readonly spent: Spent;
}

export interface Polling {
  /** Milliseconds between two looks at a repository that is active, and at one that rests. */
  readonly activeEvery: number;
  readonly restingEvery: number;
  /** Requests of an hour that are left for what can wait. */
  readonly forOthers: number;
  /** And for looks beyond those that are promised. */
  readonly forMoreLooks: number;
}

const hour = 3_600_000;
const nothing: Spent = { looks: 0, others: 0, recent: [] };
/** Of the hour's requests, what is planned: the rest is for people, and for the minute by which an hour is counted too long. */
const share = 0.965;
/** Of what is planned, what looks may spend: the rest is for new runs, and for what can wait. */
const shareOfLooks = 0.965;
/** And where that is too little for what is promised to what rests. */
const shareShort = 0.9;
/** And at least, whatever else was asked for. */
const leastForLooks = 0.25;
/** And what they spend of it, while something waits, where what is promised needs no more. */
const shareBehind = 0.5;
/** A look at a repository that rests is a list; at one where something runs, a list and the stages of a run. */
const soonest = { active: 10_000, resting: 60_000 };
/** Requests of a look at a repository in which one run goes. */
const aRun = 2;
/** Of what is planned, what is set aside for it at most while nothing runs. */
const mostAside = 0.25;
/** How long nothing goes without a look, where the budget allows it: a little under 15 minutes. */
const promised = 890_000;
/** And what is active. */
const promisedActive = 50_000;
/** Of what looks may spend, what is active gets at least, where it needs so much. */
const leastForActive = 0.05;

/**
 * How often each repository is looked at, so that the hour's budget is kept: what rests within the promised time, what
 * is active with all that is left of it, and never less often. What even the soonest looks at what is active leave over
 * makes those at the rest sooner.
 */
export function planPolling(needs: PollingNeeds): Polling {
  const { requestLimit, active, resting } = needs;
  const every = spreadLooks(forLooks(needs), needs);
  const looks = (active * hour) / every.activeEvery + (resting * hour) / every.restingEvery;
  const planned = requestLimit * share;
  // Something may begin to run within the hour in which this is spent.
  const aside = Math.min(aRun, (planned * mostAside * promisedActive) / hour);
  const later = { ...needs, spent: nothing, active: Math.max(active, aside) };
  const others = planned - mostInAnHour(needs, Math.max(looks, forLooks(later)));
  const more = Math.min(planned * shareOfLooks, planned - needs.spent.others) - mostInAnHour(needs, promiseOf(later));
  return { ...every, forOthers: Math.max(0, Math.floor(others)), forMoreLooks: Math.max(0, Math.floor(more)) };
}

/**
 * How long each of so many that are new waits for its first look, in milliseconds. At once are looked at as many as the
 * hour bears, at least one; the others one after another, in the time in which all are looked at.
 *
 * @param polling as it is with them
 */
export function planFirstLooks({ forMoreLooks, restingEvery }: Polling, count: number): readonly number[] {
  const waiting = Math.max(0, count - Math.max(1, forMoreLooks));
  const atOnce = count - waiting;
  return Array.from({ length: count }, (_, place) =>
    place < atOnce ? 0 : Math.floor(((place - atOnce + 1) * restingEvery) / (waiting + 1)),
  );
}

/** What looks come to in some hour from now on, those that were made with those to come, of which each hour has so many. */
function mostInAnHour({ spent }: PollingNeeds, ofHour: number): number {
  let most = ofHour;
  let since = 0;
  for (const { looks, ago } of spent.recent.toReversed()) {
    if (ago >= hour) break;
    since += looks;
    most = Math.max(most, since + ofHour * (1 - ago / hour));
  }
  return most;
}

/** Of the hour's requests, what looks may spend. */
function forLooks(needs: PollingNeeds): number {
  const { requestLimit, resting, isBehind, spent } = needs;
  const planned = requestLimit * share;
  const toResting = (resting * hour) / promised;
  const least = planned * (isBehind ? shareBehind : shareOfLooks);
  // What people asked for, and what first looks and new runs cost beyond the plan, is gone for an hour.
  const beyond = spent.others + beyondPlan(needs);
  // Where what is promised cannot be held anyway, there is room for looks that come together.
  const part = toResting > planned * shareOfLooks ? shareShort : shareOfLooks;
  const most = Math.max(planned * leastForLooks, Math.min(planned * part, planned - beyond));
  return Math.min(most, Math.max(promiseOf(needs), least));
}

/** And what holds what is promised. */
function promiseOf({ active, resting }: PollingNeeds): number {
  return (resting * hour) / promised + (active * hour) / promisedActive;
}

/** What looks of the last hour cost more than they may: new runs cost more than those that go on. */
function beyondPlan({ requestLimit, spent }: PollingNeeds): number {
  return Math.max(0, spent.looks - requestLimit * share * shareOfLooks);
}

function spreadLooks(usable: number, { active, resting }: Pick<PollingNeeds, "active" | "resting">) {
  // What is active gets what it is promised, or a part of all where that is less.
  const most = usable - Math.min((active * hour) / promisedActive, usable * leastForActive);
  const needed = (active * hour) / soonest.active;
  const forResting = Math.min(most, Math.max((resting * hour) / promised, usable - needed));
  const forActive = usable - (resting === 0 ? 0 : forResting);
  const activeEvery = Math.max(soonest.active, spread(active, forActive));
  const restingEvery = Math.max(soonest.resting, spread(resting, forResting));
  if (activeEvery <= restingEvery || resting === 0) return { activeEvery, restingEvery };
  const every = spread(active + resting, usable);
  return { activeEvery: every, restingEvery: every };
}

/** How often so many requests can be made of what the hour has for them. */
function spread(requests: number, ofHour: number): number {
  return requests === 0 ? 0 : Math.ceil((requests * hour) / ofHour);
}
