import type { Spent } from "../connections/kept-budget.ts";
import { rateAhead } from "./hour-ahead.ts";
import { promised, promisedActive, rateOf } from "./promised.ts";

export interface SpreadNeeds {
  readonly active: number;
  readonly running: number;
  readonly resting: number;
  readonly spent: Pick<Spent, "recent">;
}

export interface LooksOfHour {
  /** Requests that all looks of an hour may come to, and what of it they get while something else waits. */
  readonly limit: number;
  readonly usable: number;
  /** Of these, what is kept for repositories that may become active. */
  readonly aside: number;
}

/** Milliseconds between two looks. */
export interface Every {
  /** At a repository that is active, and at one that rests. */
  readonly activeEvery: number;
  readonly restingEvery: number;
  /** At the stages of a run that goes on, as long as the list says nothing new of it. */
  readonly stagesEvery: number;
  /** At which of the owner's repositories changed last; undefined where that would tell nothing sooner. */
  readonly changesEvery: number | undefined;
}

const hour = 3_600_000;
const soonest = { active: 10_000, resting: 60_000 };
/** Where what rests is looked at so often, the list of what changed would tell nothing sooner. */
const withoutChanges = 90_000;
/** Of all looks, what that list gets at least, where what rests is held as promised and where it is not; and at most. */
const leastForChanges = { held: 0.02, short: 0.05 };
const mostForChanges = 0.1;
/** And what it leaves for new runs. */
const leftForNewRuns = 0.01;
/** And what is active, where it needs so much. */
const leastForActive = 0.05;
/** And beside what it would get at rest, also when it has spent more for a while. */
const leastAfterMore = 0.01;
/** With how many looks at what is active its stages are read too, where there is no room for more. */
const stagesWanted = 1 / 4;
/** Of looks at what is active, those at stages at least. */
const leastForStages = 0.05;

/** Divides an hour's looks: see {@link planPolling}. */
export function spreadLooks({ limit, usable, aside }: LooksOfHour, needs: SpreadNeeds): Every {
  const { active, running, resting, spent } = needs;
  const lists = rateOf(active, promisedActive);
  const wantedChanges = forChanges({ limit, aside }, needs);
  const most = usable - wantedChanges - Math.min(lists, usable * leastForActive);
  const toResting = Math.min(most, rateOf(resting, promised));

  // What is active is never looked at less often than what rests.
  const atRest = rateOf(active, promised);
  const both = atRest + rateAhead(spent.recent, { most: limit, base: toResting + atRest });
  const changes = Math.min(wantedChanges, Math.max(limit * leastForChanges.held, both - lists));
  const ahead = both - changes;
  const wanted = lists + rateOf(running, promisedActive) * stagesWanted;
  // Sooner than promised only as it can go on for ever.
  const steady = usable - changes - toResting;
  const least = Math.min(steady, atRest + limit * leastAfterMore);
  const toActive = ahead >= wanted ? Math.max(wanted, Math.min(steady, ahead)) : Math.max(ahead, least);
  const { activeEvery, stagesEvery } = spreadActive(toActive, needs);

  // What is active goes before looks at the rest that come sooner, also when it has just spent more.
  const needed = Math.max(aside, Math.min(Math.max(toActive, wanted), rateOf(active + running, soonest.active)));
  const left = Math.max(toResting, Math.min(most, usable - changes - needed));
  const restingEvery = Math.max(soonest.resting, spread(resting, left));
  const changesEvery = changes === 0 ? undefined : spread(1, changes);
  if (activeEvery <= restingEvery || resting === 0) return { activeEvery, stagesEvery, restingEvery, changesEvery };
  const every = Math.max(restingEvery, spread(active + resting, usable - changes));
  return { activeEvery: every, stagesEvery: Math.max(every, stagesEvery), restingEvery: every, changesEvery };
}

/** Requests of an hour for the list of what changed: what rests and what runs come before it. */
export function forChanges(
  { limit, aside }: Pick<LooksOfHour, "limit" | "aside">,
  { active, resting }: Pick<SpreadNeeds, "active" | "resting">,
): number {
  const lists = rateOf(active, promisedActive);
  if (spread(resting, limit - Math.max(aside, lists)) <= withoutChanges) return 0;
  const sweep = rateOf(resting, promised);
  const least = limit * (sweep < limit ? leastForChanges.held : leastForChanges.short);
  const left = limit * (1 - leftForNewRuns) - sweep - lists;
  return Math.max(least, Math.min(rateOf(1, promisedActive), limit * mostForChanges, left));
}

function spreadActive(toActive: number, { active, running }: SpreadNeeds) {
  if (toActive >= rateOf(active + running, promisedActive)) {
    const every = Math.max(soonest.active, spread(active + running, toActive));
    return { activeEvery: every, stagesEvery: every };
  }
  const toStages = running === 0 ? 0 : Math.max(toActive * leastForStages, toActive - rateOf(active, promisedActive));
  const activeEvery = Math.max(promisedActive, spread(active, toActive - toStages));
  return { activeEvery, stagesEvery: Math.max(activeEvery, spread(running, toStages)) };
}

/** How often so many requests can be made of what the hour has for them. */
function spread(requests: number, ofHour: number): number {
  return requests === 0 ? 0 : Math.ceil((requests * hour) / Math.max(1, ofHour));
}
