import type { SecretsTable, ServerTables } from "@headrace/store/server";
import { type SqlBool, sql } from "kysely";
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

/** Where a sealed text stands: every such place is here. */
interface Place {
  readonly table: "secrets" | "webhooks" | "channels" | "connections" | "given_secrets";
  /** The columns of its id and of its text. */
  readonly id: "id" | "execution_id";
  readonly sealed: "sealed" | "sealed_secret";
}

const places: readonly Place[] = [
  { table: "secrets", id: "id", sealed: "sealed" },
  { table: "webhooks", id: "id", sealed: "sealed_secret" },
  { table: "channels", id: "id", sealed: "sealed" },
  { table: "connections", id: "id", sealed: "sealed" },
  { table: "given_secrets", id: "execution_id", sealed: "sealed" },
];

interface SealedText extends Sealed {
  readonly id: string;
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
  for (const place of places) {
    for (let after: string | undefined = ""; after !== undefined; ) {
      const found: readonly SealedText[] = await sealedAfter(tables, place, {
        organizationId,
        keyId: request.keyId,
        after,
      });
      for (const text of found) {
        const bound = await boundOf(tables, place, { id: text.id, request });
        // Removed meanwhile.
        if (bound === null) continue;
        const plain = await ring.open(organizationId, text, bound);
        await replace(tables, place, { text, by: await ring.seal(organizationId, plain, bound) });
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

/** The next ones by id that another key has sealed. */
async function sealedAfter(
  tables: ServerTables,
  { table, id, sealed }: Place,
  of: { readonly organizationId: string; readonly keyId: string; readonly after: string },
): Promise<readonly SealedText[]> {
  const { rows } = await sql<SealedText>`
    SELECT ${sql.ref(id)} AS "id", key_id AS "keyId", ${sql.ref(sealed)} AS "sealed" FROM ${sql.table(table)}
    WHERE organization_id = ${of.organizationId} AND key_id <> ${of.keyId} AND ${sql.ref(id)} > ${of.after}
    ORDER BY ${sql.ref(id)} LIMIT ${step}`.execute(tables);
  return rows;
}

async function boundOf(
  tables: ServerTables,
  { table }: Place,
  { id, request }: { readonly id: string; readonly request: ResealRequest },
): Promise<readonly string[] | null> {
  switch (table) {
    case "secrets": {
      const row = await tables.selectFrom("secrets").selectAll().where("id", "=", id).executeTakeFirst();
      return row === undefined ? null : request.secret(row);
    }
    case "webhooks":
      return request.purpose(`webhook:${id}`);
    case "channels":
      return request.purpose(`channel:${id}`);
    case "connections":
      return request.purpose(`connection:${id}`);
    case "given_secrets":
      return request.purpose(`execution:${id}`);
  }
}

/** Only while it is what it was. */
async function replace(
  tables: ServerTables,
  { table, id, sealed }: Place,
  { text, by }: { readonly text: SealedText; readonly by: Sealed },
): Promise<void> {
  await sql`
    UPDATE ${sql.table(table)} SET key_id = ${by.keyId}, ${sql.ref(sealed)} = ${by.sealed}
    WHERE ${sql.ref(id)} = ${text.id} AND ${sql.ref(sealed)} = ${text.sealed}`.execute(tables);
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
  const used = places.map(({ table }) => sql`SELECT key_id FROM ${sql.table(table)}`);
  await tables
    .deleteFrom("organization_keys")
    .where("organization_id", "=", organizationId)
    .where("retired_at", "<", now - retiredFor)
    .where(sql<SqlBool>`id NOT IN (${sql.join(used, sql` UNION ALL `)})`)
    .execute();
}
