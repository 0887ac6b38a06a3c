import { createHmac } from "node:crypto";
import type { Clock } from "@headrace/engine";
import type { ServerTables } from "@headrace/store/server";
import { Problem } from "../problems/problem.ts";

/** How often a password may be tried for an account, from wherever and at whichever server of the database. */
export interface Attempts {
  /** Counts an attempt before it is made, so that several at once count too. Throws `rate-limited`. */
  begin(account: string): Promise<Attempt>;
  /** Forgets those that count no more. */
  tidy(): Promise<void>;
}

export interface Attempt {
  /** After this one the account is closed for a while, unless it succeeds. */
  readonly isLast: boolean;
  /** Forgets the wrong ones before it. */
  succeeded(): Promise<void>;
}

export interface AttemptsOptions {
  readonly tables: ServerTables;
  readonly clock: Clock;
  /** Of the server: what is typed as an address may be a password, and is kept as a keyed hash. */
  readonly key: Uint8Array;
}

/** Wrong passwords for an account within the window. */
const most = 10;
/** Milliseconds. */
const window = 10 * 60 * 1000;

export function createAttempts({ tables, clock, key }: AttemptsOptions): Attempts {
  return {
    begin: async (name) => {
      const now = clock.now();
      const account = createHmac("sha256", key).update(name.toLowerCase()).digest("base64url");
      const { count, since } = await tables
        .insertInto("sign_in_attempts")
        .values({ account, count: 1, since: now })
        .onConflict((conflict) =>
          conflict.column("account").doUpdateSet((eb) => {
            // Also where the clock was far ahead then. Of several at once, or of a server whose clock is a little behind, one
            // may come earlier than the first: it counts too.
            const isOver = eb.or([
              eb("sign_in_attempts.since", "<=", now - window),
              eb("sign_in_attempts.since", ">", now + window),
            ]);
            return {
              count: eb
                .case()
                .when(isOver)
                .then(eb.lit(1))
                .else(eb("sign_in_attempts.count", "+", 1))
                .end(),
              since: eb.case().when(isOver).then(eb.ref("excluded.since")).else(eb.ref("sign_in_attempts.since")).end(),
            };
          }),
        )
        .returning(["count", "since"])
        .executeTakeFirstOrThrow();
      if (count > most) {
        // The same words for an account that does not exist.
        const seconds = Math.ceil((since + window - now) / 1000);
        throw new Problem("rate-limited", "too many wrong passwords for this account", {
          mend: `try again in ${Math.ceil(seconds / 60)} minutes, or use a sign-in link`,
          detail: { retryAfter: seconds },
        });
      }
      return {
        isLast: count === most,
        succeeded: async () => {
          await tables.deleteFrom("sign_in_attempts").where("account", "=", account).execute();
        },
      };
    },
    tidy: async () => {
      await tables
        .deleteFrom("sign_in_attempts")
        .where("since", "<=", clock.now() - window)
        .execute();
    },
  };
}
