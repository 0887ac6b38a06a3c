/** How long nothing goes without a look, where the budget allows it: a little under 15 minutes. */
export const promised = 890_000;
/** And what is active, and the list of what changed: a little under a minute. */
export const promisedActive = 55_000;

/** Requests of an hour: so many, each time that so many milliseconds are over. */
export function rateOf(requests: number, every: number): number {
  return requests === 0 ? 0 : (requests * 3_600_000) / every;
}
