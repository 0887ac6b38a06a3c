import type { Spent } from "../connections/kept-budget.ts";
import { mostInAnHour } from "./hour-ahead.ts";
import { promised, promisedActive, rateOf } from "./promised.ts";
import { type Every, forChanges, spreadLooks } from "./spread-looks.ts";

export interface PollingNeeds {
  /** Requests that the connection may make in an hour. */
  readonly requestLimit: number;
  /** Repositories in which something runs, that were pushed to just now, or were looked at here: a list for each. */
  readonly active: number;
  /** Runs that go on in them: the stages of each are a request. */
  readonly running: number;
  /** All other repositories: a list for each. */
  readonly resting: number;
  /** Whether there is something to read that can wait, such as history. */
  readonly isBehind: boolean;
  /** In the last hour. */
  readonly spent: Spent;
}

export interface Polling extends Every {
  /** Requests of an hour that are left for what can wait. */
  readonly forOthers: number;
  /** And for looks beyond those that are promised. */
  readonly forMoreLooks: number;
}

const nothing: Spent = { looks: 0, others: 0, recent: [] };
/** Of the hour's requests, what is planned: the rest is for people, and for the minute by which an hour is counted too long. */
const share = 0.965;
/** Of the hour's requests, what looks and all others come to at most. */
const shareWithPeople = 0.98;
/** Of what is planned, what looks may spend: the rest is for what can wait. */
const shareOfLooks = 0.985;
/** And where that is too little for what is promised to what rests. */
const shareShort = 0.88;
/** Of what is planned, what is left unspent there: new runs cost more than those that go on. */
const spareShort = 0.02;
/** And at least, whatever else was asked for. */
const leastForLooks = 0.25;
/** And what they spend of it, while something waits, where what is promised needs no more. */
const shareBehind = 0.5;
/** Repositories that may become active within the hour, and of what is planned what is kept for them at most. */
const mayBecomeActive = { repositories: 2, most: 0.25 };

/**
 * How often each repository is looked at, so that the hour's budget is kept: what rests within the promised time; then what
 * is active, within less than a minute, for which counts too what the last hour has not spent; then the list of what
 * changed; and what all these leave over makes looks sooner. Of 1,000 requests 965 are planned, 950 of them for looks. With
 * 200 repositories of which one is active, 805 of these are for the others every 890 s, 65 for the one every 55 s, 65 for
 * the list, and 15 for stages and new runs. Two take 801 and 131, and leave 18.
 */
export function planPolling(needs: PollingNeeds): Polling {
  const { requestLimit, active, running, resting, spent } = needs;
  const planned = requestLimit * share;
  const limit = limitOf(needs);
  const usable = forLooks(needs);
  const every = spreadLooks({ limit, usable, aside: asideOf(needs) }, needs);
  const looks =
    rateOf(active, every.activeEvery) +
    rateOf(running, every.stagesEvery) +
    rateOf(resting, every.restingEvery) +
    (every.changesEvery === undefined ? 0 : rateOf(1, every.changesEvery));
  const later = { ...needs, spent: nothing, active: Math.max(active, keptFor(needs)) };
  // What comes together for a while is spent of what was not spent before.
  const spare = isShort(needs) ? planned * spareShort : 0;
  const others = planned - spare - mostInAnHour(spent.recent, Math.max(Math.min(looks, usable), forLooks(later)));
  const more = Math.min(planned * shareOfLooks, planned - spent.others) - mostInAnHour(spent.recent, promiseOf(later));
  return { ...every, forOthers: Math.max(0, Math.floor(others)), forMoreLooks: Math.max(0, Math.floor(more)) };
}

/**
 * How long each of so many that are new waits for its first look, in milliseconds. At once are looked at as many as the
 * hour bears, at least one; the others one after another, in the time in which all are looked at.
 *
 * @param polling as it is with them
 */
export function planFirstLooks(
  { forMoreLooks, restingEvery }: Pick<Polling, "forMoreLooks" | "restingEvery">,
  count: number,
): readonly number[] {
  const waiting = Math.max(0, count - Math.max(1, forMoreLooks));
  const atOnce = count - waiting;
  return Array.from({ length: count }, (_, place) =>
    place < atOnce ? 0 : Math.floor(((place - atOnce + 1) * restingEvery) / (waiting + 1)),
  );
}

/** Of the hour's requests, what looks may spend. */
function limitOf(needs: PollingNeeds): number {
  const { requestLimit, spent } = needs;
  const planned = requestLimit * share;
  const part = isShort(needs) ? shareShort : shareOfLooks;
  // What people asked for is gone for an hour, also where it is more than is left to them.
  return Math.max(planned * leastForLooks, Math.min(planned * part, requestLimit * shareWithPeople - spent.others));
}

/** Where what is promised to what rests cannot be held. */
function isShort({ requestLimit, resting }: PollingNeeds): boolean {
  return rateOf(resting, promised) > requestLimit * share * shareOfLooks;
}

/** And what they get of it: all, or a part while something waits. */
function forLooks(needs: PollingNeeds): number {
  const least = needs.requestLimit * share * (needs.isBehind ? shareBehind : shareOfLooks);
  return Math.min(limitOf(needs), Math.max(promiseOf(needs), least));
}

/** And what holds what is promised. */
function promiseOf(needs: PollingNeeds): number {
  const { active, resting } = needs;
  const changes = forChanges({ limit: limitOf(needs), aside: asideOf(needs) }, needs);
  return rateOf(resting, promised) + rateOf(active, promisedActive) + changes;
}

function asideOf(needs: PollingNeeds): number {
  return rateOf(keptFor(needs), promisedActive);
}

function keptFor({ requestLimit }: PollingNeeds): number {
  return Math.min(mayBecomeActive.repositories, (requestLimit * mayBecomeActive.most) / rateOf(1, promisedActive));
}
