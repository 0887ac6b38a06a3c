import { canonicalJson } from "@headrace/pipeline";
import type { Principal } from "../access/principal.ts";
import type { App } from "../app.ts";
import { Problem } from "../problems/problem.ts";
import type { Operation } from "./operation.ts";

interface Request {
  readonly key: string;
  readonly principal: Principal;
  readonly operation: Operation;
  readonly input: Record<string, unknown>;
  readonly organizationId: string;
}

/** Kept in place of an answer that is shown only once. JSON never begins so. */
const shownOnce = "shown once";

/** Milliseconds for which a key is remembered. */
export const idempotencyMemory = 24 * 60 * 60 * 1000;

/** Milliseconds after which a request that nothing is heard of counts as dead, and its key is free for the same one again. */
const lease = 60_000;

/**
 * Does the work once for a key of an asker: a second request with the same key and input is given the first one's
 * answer, one with another input is refused. A failure forgets the key, so that it can be tried again.
 */
export async function withIdempotency(app: App, request: Request, work: () => Promise<unknown>): Promise<unknown> {
  const { key, operation } = request;
  const principal = request.principal.kind === "token" ? request.principal.tokenId : request.principal.userId;
  // Keyed: the input may hold a secret, which a bare hash would let anyone guess who sees the database.
  const fingerprint = app.secrets.fingerprint(
    canonicalJson({ operation: operation.name, organizationId: request.organizationId, input: request.input }),
  );
  if (!(await take(app, { principal, key, operation: operation.name, fingerprint }))) {
    return await earlierAnswer(app, { principal, key, fingerprint });
  }
  const renewal = setInterval(() => void renew(app, { principal, key }), lease / 3).unref();
  const mine = app.tables.updateTable("idempotency_keys").where("principal", "=", principal).where("key", "=", key);
  try {
    const answer = await work();
    const kept = operation.shownOnce === true ? shownOnce : JSON.stringify(answer ?? null);
    await mine.set({ answer: kept }).execute();
    return answer;
  } catch (error) {
    await app.tables.deleteFrom("idempotency_keys").where("principal", "=", principal).where("key", "=", key).execute();
    throw error;
  } finally {
    clearInterval(renewal);
  }
}

interface Key {
  readonly principal: string;
  readonly key: string;
}

/** False where the key is another request's: one that was answered, is at work, or was for something else. */
async function take(
  { tables, clock }: App,
  request: Key & { readonly operation: string; readonly fingerprint: string },
): Promise<boolean> {
  const now = clock.now();
  const held = { answer: null, created_at: now, lease_until: now + lease };
  const taken = await tables
    .insertInto("idempotency_keys")
    .values({ ...request, ...held })
    .onConflict((conflict) =>
      conflict
        .columns(["principal", "key"])
        .doUpdateSet(held)
        // The server that was at work on it is dead.
        .where("idempotency_keys.answer", "is", null)
        .where("idempotency_keys.lease_until", "<=", now)
        .where("idempotency_keys.fingerprint", "=", request.fingerprint),
    )
    .returning("key")
    .execute();
  return taken.length > 0;
}

async function renew({ tables, clock }: App, { principal, key }: Key): Promise<void> {
  await tables
    .updateTable("idempotency_keys")
    .set({ lease_until: clock.now() + lease })
    .where("principal", "=", principal)
    .where("key", "=", key)
    .where("answer", "is", null)
    .execute()
    // The next one may succeed; when none does, the lease ends.
    .catch(() => undefined);
}

async function earlierAnswer(
  app: App,
  { principal, key, fingerprint }: { readonly principal: string; readonly key: string; readonly fingerprint: string },
): Promise<unknown> {
  const row = await app.tables
    .selectFrom("idempotency_keys")
    .select(["fingerprint", "answer"])
    .where("principal", "=", principal)
    .where("key", "=", key)
    .executeTakeFirst();
  if (row !== undefined && row.fingerprint !== fingerprint) {
    throw new Problem("idempotency-conflict", `the key "${key}" was used for another request`, {
      mend: "use a new Idempotency-Key for each request that differs",
    });
  }
  if (row === undefined || row.answer === null) {
    throw new Problem("idempotency-conflict", `the first request with the key "${key}" is still at work`, {
      mend: "wait a moment and ask again with the same key",
    });
  }
  if (row.answer === shownOnce) {
    throw new Problem(
      "idempotency-conflict",
      `this was done under the key "${key}", and its answer is shown only once`,
      {
        mend: "if the answer was lost, take back what was made and make another under a new key",
      },
    );
  }
  return JSON.parse(row.answer);
}
