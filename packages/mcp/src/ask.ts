/**
 * Has an operation done for whoever the agent works for, with that person's rights: in this process, or by a server. Throws
 * `Problem`.
 */
export type Ask = (name: string, input: Readonly<Record<string, unknown>>, signal: AbortSignal) => Promise<unknown>;
