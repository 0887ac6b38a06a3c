/**
 * Has an operation done for whoever the agent works for, with that person's rights: in this process, or by a server. Of an
 * answer that is bytes it gives the beginning, as a `Uint8Array` of at most `mostAskedBytes`. Throws `Problem`.
 */
export type Ask = (name: string, input: Readonly<Record<string, unknown>>, signal: AbortSignal) => Promise<unknown>;

/** More than a text that an agent is given whole. */
export const mostAskedBytes = 64 * 1024 + 1;
