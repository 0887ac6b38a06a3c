import type { SecretsTable, ServerTables } from "@headrace/store/server";
import type { KeyRing } from "./key-ring.ts";
import type { Sealed, SealPurpose } from "./secrets.ts";

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
  purpose(purpose: SealPurpose): readonly string[];
}

/** Rows looked at together. */
const step = 50;

interface SealedText extends Sealed {
  readonly id: string;
  readonly bound: readonly string[];
}

/** One table's texts that are not sealed with the new key. */
interface SealedTexts {
  /** The next ones by id. */
  after(id: string): Promise<readonly SealedText[]>;
  /** Only while it is what it was. */
  replace(text: SealedText, by: Sealed): Promise<unknown>;
}

/**
 * Seals what other keys of the organization have sealed with its current one, a few rows at a time. A row that is written
 * meanwhile keeps what was written. Then marks the older keys as retired. Returns how many texts were sealed again.
 */
export async function resealAll(
  { tables, ring, now }: ResealNeeds,
  organizationId: string,
  request: ResealRequest,
): Promise<number> {
  let done = 0;
  for (const texts of sealedTexts(tables, organizationId, request)) {
    for (let after: string | undefined = ""; after !== undefined; ) {
      const found: readonly SealedText[] = await texts.after(after);
      for (const text of found) {
        const plain = await ring.open(organizationId, text, text.bound);
        await texts.replace(text, await ring.seal(organizationId, plain, text.bound));
        done += 1;
      }
      after = found.at(-1)?.id;
    }
  }
  await tables
    .updateTable("organization_keys")
    .set({ retired_at: now() })
    .where("organization_id", "=", organizationId)
    .where("retired_at", "is", null)
    .where("id", "<", request.keyId)
    .execute();
  return done;
}

/** Every table that holds a sealed text; {@link wipeRetired} asks the same ones. */
function sealedTexts(
  tables: ServerTables,
  organizationId: string,
  { keyId, secret, purpose }: ResealRequest,
): readonly SealedTexts[] {
  return [
    {
      async after(id) {
        const rows = await tables
          .selectFrom("secrets")
          .selectAll()
          .where("organization_id", "=", organizationId)
          .where("key_id", "!=", keyId)
          .where("id", ">", id)
          .orderBy("id")
          .limit(step)
          .execute();
        return rows.map((row) => ({ id: row.id, keyId: row.key_id, sealed: row.sealed, bound: secret(row) }));
      },
      replace: (text, by) =>
        tables
          .updateTable("secrets")
          .set({ key_id: by.keyId, sealed: by.sealed })
          .where("id", "=", text.id)
          .where("sealed", "=", text.sealed)
          .execute(),
    },
    {
      async after(id) {
        const rows = await tables
          .selectFrom("webhooks")
          .select(["id", "key_id as keyId", "sealed_secret as sealed"])
          .where("organization_id", "=", organizationId)
          .where("key_id", "!=", keyId)
          .where("id", ">", id)
          .orderBy("id")
          .limit(step)
          .execute();
        return rows.map((row) => ({ ...row, bound: purpose(`webhook:${row.id}`) }));
      },
      replace: (text, by) =>
        tables
          .updateTable("webhooks")
          .set({ key_id: by.keyId, sealed_secret: by.sealed })
          .where("id", "=", text.id)
          .where("sealed_secret", "=", text.sealed)
          .execute(),
    },
    {
      async after(id) {
        const rows = await tables
          .selectFrom("connections")
          .select(["id", "key_id as keyId", "sealed"])
          .where("organization_id", "=", organizationId)
          .where("key_id", "!=", keyId)
          .where("id", ">", id)
          .orderBy("id")
          .limit(step)
          .execute();
        return rows.map((row) => ({ ...row, bound: purpose(`connection:${row.id}`) }));
      },
      replace: (text, by) =>
        tables
          .updateTable("connections")
          .set({ key_id: by.keyId, sealed: by.sealed })
          .where("id", "=", text.id)
          .where("sealed", "=", text.sealed)
          .execute(),
    },
    {
      async after(id) {
        const rows = await tables
          .selectFrom("given_secrets")
          .select(["execution_id as id", "key_id as keyId", "sealed"])
          .where("organization_id", "=", organizationId)
          .where("key_id", "!=", keyId)
          .where("execution_id", ">", id)
          .orderBy("execution_id")
          .limit(step)
          .execute();
        return rows.map((row) => ({ ...row, bound: purpose(`execution:${row.id}`) }));
      },
      replace: (text, by) =>
        tables
          .updateTable("given_secrets")
          .set({ key_id: by.keyId, sealed: by.sealed })
          .where("execution_id", "=", text.id)
          .where("sealed", "=", text.sealed)
          .execute(),
    },
  ];
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
    .where("id", "not in", (query) => query.selectFrom("connections").select("key_id"))
    .where("id", "not in", (query) => query.selectFrom("given_secrets").select("key_id"))
    .execute();
}
