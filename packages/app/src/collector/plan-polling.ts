export interface PollingNeeds {
  /** Requests that the connection may make in an hour. */
  readonly requestLimit: number;
  /** Requests of one look at each repository of which something runs, that ran lately or was looked at here. */
  readonly active: number;
  /** And at each of all others: one for each. */
  readonly resting: number;
}

/** Milliseconds between two looks at a repository. */
export interface Polling {
  readonly activeEvery: number;
  readonly restingEvery: number;
}

const hour = 3_600_000;
/** Of the hour's requests, what looks may spend: the rest is for people, and for history. */
const share = 0.98;
/** A look at a repository that rests is a list; at one where something runs, a list and the stages of a run. */
const soonest = { active: 10_000, resting: 60_000 };
/** How long nothing goes without a look, where the budget allows it: a little under 15 minutes. */
const promised = 890_000;
/** Of what looks may spend, what rests gets at most while something runs. */
const mostForResting = 0.9;

/**
 * How often each repository is looked at, so that the hour's budget is kept: what rests within the promised time, what
 * is active with all that is left of it, and never less often. What even the soonest looks at what is active leave over
 * makes those at the rest sooner.
 */
export function planPolling({ requestLimit, active, resting }: PollingNeeds): Polling {
  const usable = requestLimit * share;
  const most = active === 0 ? usable : usable * mostForResting;
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
