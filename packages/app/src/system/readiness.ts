import { constants } from "node:fs";
import { access, statfs } from "node:fs/promises";
import type { App } from "../app.ts";

export interface ReadinessCheck {
  readonly name: "database" | "data directory" | "disk";
  readonly ok: boolean;
}

/** Bytes that must be free in the data directory: less, and the logs of what runs would not fit. */
const leastFree = 256 * 1024 * 1024;

/** Milliseconds for which an answer stands: anybody may ask, and each check writes. */
const freshness = 2000;

/** Whether this server could do work now. Tells nothing of where things lie: anybody may ask. */
export function createReadiness({
  tables,
  clock,
  dataDirectory,
}: Pick<App, "tables" | "clock"> & { readonly dataDirectory: string }): () => Promise<readonly ReadinessCheck[]> {
  let last: { readonly at: number; readonly checks: Promise<readonly ReadinessCheck[]> } | undefined;
  const look = async (): Promise<readonly ReadinessCheck[]> =>
    await Promise.all([
      check("database", async () => {
        const value = String(clock.now());
        await tables
          .insertInto("server_facts")
          .values({ name: "last-ready-check", value })
          .onConflict((conflict) => conflict.column("name").doUpdateSet({ value }))
          .execute();
        return true;
      }),
      check("data directory", async () => {
        await access(dataDirectory, constants.R_OK | constants.W_OK);
        return true;
      }),
      check("disk", async () => {
        const { bavail, bsize } = await statfs(dataDirectory);
        return bavail * bsize >= leastFree;
      }),
    ]);
  return async () => {
    const now = clock.now();
    if (last === undefined || Math.abs(now - last.at) > freshness) last = { at: now, checks: look() };
    return await last.checks;
  };
}

async function check(name: ReadinessCheck["name"], work: () => Promise<boolean>): Promise<ReadinessCheck> {
  return { name, ok: await work().catch(() => false) };
}
