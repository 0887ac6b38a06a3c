import { hkdfSync, randomBytes } from "node:crypto";
import type { Clock, IdSource } from "@headrace/engine";
import { HeadraceError } from "@headrace/pipeline";
import type { OrganizationKeysTable, ServerTables } from "@headrace/store/server";
import { decrypt, encrypt, keyLength } from "./cipher.ts";
import type { MasterKeys } from "./master-key.ts";
import type { Sealed } from "./secrets.ts";

/** The organizations' keys: each wrapped by the master key, and opened for as long as it is used. */
export interface KeyRing {
  seal(organizationId: string, text: string, bound: readonly string[]): Promise<Sealed>;
  /** Throws `internal` for what does not open: sealed elsewhere, or changed. */
  open(organizationId: string, sealed: Sealed, bound: readonly string[]): Promise<string>;
  /** Makes the key that is used from now on. */
  add(organizationId: string): Promise<string>;
  /** A key of the server's own for one purpose, the same at every start and at every server of the database. */
  serverKey(purpose: string): Promise<Uint8Array>;
  /** Wraps every key that another master key has wrapped with the current one. Returns how many. */
  rewrap(): Promise<number>;
  /** Wipes the keys in memory. */
  forget(): void;
}

export interface KeyRingOptions {
  readonly tables: ServerTables;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly masterKeys: MasterKeys;
}

/** Milliseconds for which a key that is not used stays in memory. */
const keptFor = 30_000;

export function createKeyRing({ tables, clock, ids, masterKeys }: KeyRingOptions): KeyRing {
  const opened = new Map<string, { readonly key: Buffer; timer: NodeJS.Timeout }>();

  function keep(id: string, key: Buffer): Buffer {
    const held = opened.get(id);
    if (held !== undefined) {
      clearTimeout(held.timer);
      if (held.key !== key) key.fill(0);
      held.timer = setTimeout(() => wipe(id), keptFor).unref();
      return held.key;
    }
    opened.set(id, { key, timer: setTimeout(() => wipe(id), keptFor).unref() });
    return key;
  }

  function wipe(id: string): void {
    const held = opened.get(id);
    if (held === undefined) return;
    clearTimeout(held.timer);
    held.key.fill(0);
    opened.delete(id);
  }

  async function keyOf(organizationId: string, id: string): Promise<Buffer> {
    const held = opened.get(ringName(organizationId, id));
    if (held !== undefined) return keep(ringName(organizationId, id), held.key);
    const key = await read(organizationId, id).catch(async (error: unknown) => {
      // It was wrapped anew while its row was on the way, and the master key of the row is no more.
      if (error instanceof HeadraceError && error.code === "master-key-refused") return await read(organizationId, id);
      throw error;
    });
    return keep(ringName(organizationId, id), key);
  }

  async function read(organizationId: string, id: string): Promise<Buffer> {
    const row = await tables
      .selectFrom("organization_keys")
      .selectAll()
      .where("id", "=", id)
      .where("organization_id", "=", organizationId)
      .executeTakeFirst();
    if (row === undefined) throw notOpened();
    return unwrap(row);
  }

  function unwrap(row: OrganizationKeysTable): Buffer {
    const key = masterKeys.withKey(row.master_key_id, (master) => decrypt(master, row.wrapped, boundTo(row)));
    if (key === null) throw notOpened();
    return key;
  }

  function wrap(key: Buffer, row: Pick<OrganizationKeysTable, "id" | "organization_id">) {
    const id = masterKeys.currentId;
    return { master_key_id: id, wrapped: masterKeys.withKey(id, (master) => encrypt(master, key, boundTo(row))) };
  }

  async function add(organizationId: string): Promise<string> {
    const key = randomBytes(keyLength);
    const row = { id: ids.next(), organization_id: organizationId };
    try {
      const wrapped = wrap(key, row);
      await tables
        .insertInto("organization_keys")
        .values({ ...row, ...wrapped, created_at: clock.now(), retired_at: null })
        .execute();
      // The master key was replaced while the row was on the way: nothing else has seen it.
      if (wrapped.master_key_id !== masterKeys.currentId) {
        await tables.updateTable("organization_keys").set(wrap(key, row)).where("id", "=", row.id).execute();
      }
    } finally {
      key.fill(0);
    }
    return row.id;
  }

  /** The key that the server's own ones are derived from lies beside those of the organizations, and is wrapped like them. */
  async function serverKey(purpose: string): Promise<Uint8Array> {
    const fresh = randomBytes(keyLength);
    await tables
      .insertInto("organization_keys")
      .values({ ...ofServer, ...wrap(fresh, ofServer), created_at: clock.now(), retired_at: null })
      .onConflict((conflict) => conflict.column("id").doNothing())
      .execute();
    fresh.fill(0);
    // RFC 5869. The key itself is random, and needs no salt.
    return new Uint8Array(
      hkdfSync("sha256", await keyOf(ofServer.organization_id, ofServer.id), "", purpose, keyLength),
    );
  }

  /** The newest: when two first ones were made at the same time, both open what they sealed. */
  async function currentKeyOf(organizationId: string): Promise<string> {
    const row = await tables
      .selectFrom("organization_keys")
      .select("id")
      .where("organization_id", "=", organizationId)
      .where("retired_at", "is", null)
      .orderBy("created_at", "desc")
      .orderBy("id", "desc")
      .executeTakeFirst();
    return row?.id ?? (await add(organizationId));
  }

  return {
    async seal(organizationId, text, bound) {
      const keyId = await currentKeyOf(organizationId);
      return { keyId, sealed: encrypt(await keyOf(organizationId, keyId), Buffer.from(text), bound) };
    },

    async open(organizationId, { keyId, sealed }, bound) {
      const plain = decrypt(await keyOf(organizationId, keyId), sealed, bound);
      if (plain === null) throw notOpened();
      return plain.toString("utf8");
    },

    add,
    serverKey,

    async rewrap() {
      let done = 0;
      for (;;) {
        const rows = await tables
          .selectFrom("organization_keys")
          .selectAll()
          .where("master_key_id", "!=", masterKeys.currentId)
          .limit(50)
          .execute();
        if (rows.length === 0) return done;
        for (const row of rows) {
          const key = unwrap(row);
          try {
            await tables
              .updateTable("organization_keys")
              .set(wrap(key, row))
              .where("id", "=", row.id)
              .where("wrapped", "=", row.wrapped)
              .execute();
          } finally {
            key.fill(0);
          }
          done += 1;
        }
      }
    },

    forget() {
      for (const id of [...opened.keys()]) wipe(id);
    },
  };
}

/** No organization has this id: theirs are longer. */
const ofServer = { id: "server", organization_id: "server" } as const;

/** A key opens only as the key of its organization. */
function boundTo({ organization_id, id }: Pick<OrganizationKeysTable, "id" | "organization_id">): readonly string[] {
  return ["organization key", organization_id, id];
}

function ringName(organizationId: string, id: string): string {
  return `${organizationId} ${id}`;
}

function notOpened(): HeadraceError {
  return new HeadraceError("internal", "a sealed text does not open: it was changed, or sealed for another place");
}
