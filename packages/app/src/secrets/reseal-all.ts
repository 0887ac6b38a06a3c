import type { SecretsTable, ServerTables } from "@headrace/store/server";
import type { KeyRing } from "./key-ring.ts";

export interface ResealNeeds {
  readonly tables: ServerTables;
  readonly ring: KeyRing;
  now(): number;
}

export interface ResealRequest {
  /** The organization's new key. */
  readonly keyId: string;
  /** What the sealed text of a row is bound to. */
  secret(row: SecretsTable): readonly string[];
  webhook(id: string): readonly string[];
}

/** Rows looked at together. */
const step = 50;

/**
 * Seals what other keys of the organization have sealed with its current one, a few rows at a time. A row that is written
 * meanwhile keeps what was written. Then marks the older keys as retired. Returns how many texts were sealed again.
 */
export async function resealAll(
  { tables, ring, now }: ResealNeeds,
  organizationId: string,
  { keyId, secret, webhook }: ResealRequest,
): Promise<number> {
  let done = 0;
  const again = async (sealed: string, from: string, bound: readonly string[]) => {
    const text = await ring.open(organizationId, { keyId: from, sealed }, bound);
    done += 1;
    return await ring.seal(organizationId, text, bound);
  };
  for (let after = ""; ; ) {
    const rows = await tables
      .selectFrom("secrets")
      .selectAll()
      .where("organization_id", "=", organizationId)
      .where("key_id", "!=", keyId)
      .where("id", ">", after)
      .orderBy("id")
      .limit(step)
      .execute();
    for (const row of rows) {
      const next = await again(row.sealed, row.key_id, secret(row));
      await tables
        .updateTable("secrets")
        .set({ key_id: next.keyId, sealed: next.sealed })
        .where("id", "=", row.id)
        .where("sealed", "=", row.sealed)
        .execute();
    }
    const last = rows.at(-1);
    if (last === undefined) break;
    after = last.id;
  }
  for (let after = ""; ; ) {
    const rows = await tables
      .selectFrom("webhooks")
      .selectAll()
      .where("organization_id", "=", organizationId)
      .where("key_id", "!=", keyId)
      .where("id", ">", after)
      .orderBy("id")
      .limit(step)
      .execute();
    for (const row of rows) {
      const next = await again(row.sealed_secret, row.key_id, webhook(row.id));
      await tables
        .updateTable("webhooks")
        .set({ key_id: next.keyId, sealed_secret: next.sealed })
        .where("id", "=", row.id)
        .where("sealed_secret", "=", row.sealed_secret)
        .execute();
    }
    const last = rows.at(-1);
    if (last === undefined) break;
    after = last.id;
  }
  await tables
    .updateTable("organization_keys")
    .set({ retired_at: now() })
    .where("organization_id", "=", organizationId)
    .where("retired_at", "is", null)
    .where("id", "<", keyId)
    .execute();
  return done;
}

/**
 * Milliseconds for which a retired key still opens: a text that was sealed just before a rotation may be stored just
 * after it, and the next rotation then seals it again.
 */
const retiredFor = 24 * 60 * 60 * 1000;

/** Removes the keys that are retired for long and that nothing uses. */
export async function wipeRetired(
  tables: ServerTables,
  { organizationId, now }: { readonly organizationId: string; readonly now: number },
): Promise<void> {
  await tables
    .deleteFrom("organization_keys")
    .where("organization_id", "=", organizationId)
    .where("retired_at", "<", now - retiredFor)
    .where("id", "not in", (query) => query.selectFrom("secrets").select("key_id"))
    .where("id", "not in", (query) => query.selectFrom("webhooks").select("key_id"))
    .execute();
}
