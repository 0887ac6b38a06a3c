import type { Tried } from "./connections.ts";

/** The host knows better when a token ends than whoever typed it. */
export function expiryOf({ expiresAt }: Pick<Tried, "expiresAt">, said: string | null | undefined): number | null {
  if (expiresAt !== undefined) return expiresAt;
  return said == null ? null : Date.parse(said);
}
