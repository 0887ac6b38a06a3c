import { createHmac } from "node:crypto";
import type { Clock, IdSource } from "@headrace/engine";
import { HeadraceError } from "@headrace/pipeline";
import type { ServerDatabase } from "@headrace/store/database";
import type { SecretsTable, ServerTables } from "@headrace/store/server";
import { actorFrom } from "../access/kept-actor.ts";
import type { Actor } from "../access/principal.ts";
import { roleInScope } from "../access/role-in-scope.ts";
import { lesserRole, type Role } from "../access/roles.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { notFound, Problem } from "../problems/problem.ts";
import { readRepository } from "../repositories/read-repository.ts";
import { repositoryRules } from "../repositories/repository.ts";
import { createMasks, type Masks } from "./create-masks.ts";
import { createKeyRing } from "./key-ring.ts";
import { type MasterKeys, openMasterKeys } from "./master-key.ts";
import { narrowest } from "./narrowest.ts";
import { resealAll, wipeRetired } from "./reseal-all.ts";
import { factsOf, noRules, rulesOf } from "./secret-row.ts";
import type {
  GivenSecrets,
  RefusedSecret,
  SealPurpose,
  Secrets,
  SecretsFor,
  SetSecret,
  SettingPlace,
} from "./secrets.ts";
import { whyRefused } from "./why-refused.ts";

export interface CreateSecretsOptions {
  readonly database: Pick<ServerDatabase, "withLock">;
  readonly tables: ServerTables;
  readonly clock: Clock;
  readonly ids: IdSource;
  /** Absolute; where the file of the master key is kept. */
  readonly directory: string;
  /** See `MasterKeyOptions`. */
  readonly masterKey?: string;
  readonly previousMasterKey?: string;
  /** Told to whoever runs the server. */
  warn(text: string): void;
}

export interface OpenSecrets extends Secrets {
  /**
   * Replaces the master key that is kept in a file by a new one: every organization's key is wrapped with it while
   * all goes on, one after another, then the file is replaced. What was broken off is gone on with when it is asked for
   * again, or at the next start. Throws `master-key-refused` where the key was given from outside.
   */
  rotateMasterKey(): Promise<{ readonly rewrapped: number }>;
  /** The same for the same text, and nothing to whoever does not have the master key. */
  fingerprint(text: string): string;
  /** See `KeyRing`. */
  serverKey(purpose: string): Promise<Uint8Array>;
  /** See `Masks`. */
  readonly hidden: Masks["hidden"];
  /** Wipes what is in memory. */
  close(): void;
}

/** Throws `master-key-refused`; also where it is not the one that this database was sealed with. */
export async function createSecrets(options: CreateSecretsOptions): Promise<OpenSecrets> {
  const { tables, clock, ids } = options;
  const masterKeys = openMasterKeys({
    directory: options.directory,
    isInUse: (await knownKey(tables)) !== undefined,
    warn: options.warn,
    ...(options.masterKey === undefined ? {} : { setting: options.masterKey }),
    ...(options.previousMasterKey === undefined ? {} : { previousSetting: options.previousMasterKey }),
  });
  const ring = createKeyRing({ tables, clock, ids, masterKeys });
  const app = { tables, clock, ids };

  /** Goes from what the database was sealed with to the current key; does nothing where they are the same. */
  async function adopt(): Promise<number> {
    const known = await knownKey(tables);
    const { currentId } = masterKeys;
    if (known === undefined) {
      await tables
        .insertInto("server_facts")
        .values({ name: factName, value: currentId })
        .onConflict((conflict) => conflict.column("name").doNothing())
        .execute();
      // Another server may have been quicker, with another key.
      if ((await knownKey(tables)) !== currentId) throw anotherKey();
      return 0;
    }
    if (known !== currentId) proveAtHand(masterKeys, known);
    const rewrapped = await ring.rewrap();
    await tables.updateTable("server_facts").set({ value: currentId }).where("name", "=", factName).execute();
    masterKeys.settle();
    return rewrapped;
  }

  const atMasterKey = async <Result>(work: () => Promise<Result>): Promise<Result> =>
    await options.database.withLock("master-key", work);

  await atMasterKey(adopt);
  const fingerprintKey = await ring.serverKey("fingerprints");

  const boundTo = (place: SettingPlace, name: string): readonly string[] => [
    "secret",
    place.organizationId,
    place.scope,
    place.scopeId,
    name,
  ];
  const boundFor = (organizationId: string, purpose: SealPurpose): readonly string[] => [
    "purpose",
    organizationId,
    purpose,
  ];
  const boundOf = (row: SecretsTable): readonly string[] => boundTo(factsOf(row), row.name);

  const opened = (row: SecretsTable): Promise<string> =>
    ring.open(row.organization_id, { keyId: row.key_id, sealed: row.sealed }, boundOf(row));
  const masks = createMasks({ tables, open: opened });

  async function set(request: SetSecret) {
    try {
      return await write(request);
    } finally {
      masks.changed();
    }
  }

  async function write(request: SetSecret) {
    const { organizationId, scope, scopeId, name, value, actor } = request;
    const now = clock.now();
    const sealed = value === undefined ? undefined : await ring.seal(organizationId, value, boundTo(request, name));
    const changes = {
      ...(sealed === undefined ? {} : { key_id: sealed.keyId, sealed: sealed.sealed }),
      ...(request.rules === undefined ? {} : { rules: JSON.stringify(request.rules) }),
      updated_by: JSON.stringify(actor),
      updated_at: now,
    };
    const change = tables.updateTable("secrets").set(changes).where("scope_id", "=", scopeId).where("name", "=", name);
    if (sealed === undefined) {
      const row = await change.returningAll().executeTakeFirst();
      if (row !== undefined) return factsOf(row);
      throw new Problem("invalid-input", `there is no secret "${name}" here, so its value is needed`, {
        mend: "give the value too",
        faults: [{ path: "value", message: "missing" }],
      });
    }
    const row = await tables
      .insertInto("secrets")
      .values({
        id: ids.next(),
        organization_id: organizationId,
        scope,
        scope_id: scopeId,
        name,
        key_id: sealed.keyId,
        sealed: sealed.sealed,
        rules: JSON.stringify(request.rules ?? noRules),
        updated_by: JSON.stringify(actor),
        created_at: now,
        updated_at: now,
        last_used_at: null,
      })
      .onConflict((conflict) => conflict.columns(["scope_id", "name"]).doUpdateSet(changes))
      .returningAll()
      .executeTakeFirstOrThrow();
    return factsOf(row);
  }

  async function valuesFor(request: SecretsFor): Promise<GivenSecrets> {
    const { organizationId, repositoryId, names } = request;
    const values = new Map<string, string>();
    const refused: RefusedSecret[] = [];
    if (names.length === 0) return { values, refused };
    const [repository, role, answering, found] = await Promise.all([
      readRepository(tables, repositoryId),
      roleOf(tables, request, request.actor),
      answeringRole(tables, request),
      narrowest(tables, "secrets", request),
    ]);
    // One of another organization's is nobody's here.
    if (repository.organization_id !== organizationId) throw notFound("repository", repositoryId);
    const asked = { ...request, repository: repositoryRules.parse(JSON.parse(repository.rules)), role, answering };
    const given: SecretsTable[] = [];
    for (const name of new Set(names)) {
      const row = found.get(name);
      const reason =
        row === undefined
          ? "is set neither in the organization nor in the repository nor in the stage's environment"
          : whyRefused(rulesOf(row.rules), asked);
      if (row === undefined || reason !== null) refused.push({ name, reason: reason ?? "" });
      if (row !== undefined) await record(request, row, reason);
      if (row !== undefined && reason === null) given.push(row);
    }
    for (const row of given) {
      values.set(row.name, await opened(row));
    }
    if (given.length > 0) {
      await tables
        .updateTable("secrets")
        .set({ last_used_at: clock.now() })
        .where(
          "id",
          "in",
          given.map(({ id }) => id),
        )
        .execute();
    }
    return { values, refused };
  }

  /** Before the value is given: what cannot be recorded is not given. */
  async function record(request: SecretsFor, row: SecretsTable, reason: string | null): Promise<void> {
    const { organizationId, executionId, stage, instance, environment } = request;
    await recordAudit(app, {
      actor: request.actor,
      operation: "secret.used",
      outcome: reason === null ? "done" : "forbidden",
      organizationId,
      target: "secret",
      targetId: row.id,
      detail: {
        name: row.name,
        scope: row.scope,
        executionId,
        stage,
        ...(instance === undefined ? {} : { instance }),
        ...(environment === undefined ? {} : { environment }),
        ...(reason === null ? {} : { reason }),
      },
    });
  }

  return {
    set,
    valuesFor,

    list: async ({ organizationId, scopeId }) => {
      const rows = await tables
        .selectFrom("secrets")
        .selectAll()
        .where("organization_id", "=", organizationId)
        .where("scope_id", "=", scopeId)
        .orderBy("name")
        .execute();
      return rows.map(factsOf);
    },

    remove: async (secretId) => {
      const removed = await tables.deleteFrom("secrets").where("id", "=", secretId).returning("id").execute();
      masks.changed();
      if (removed.length === 0) throw notFound("secret", secretId);
    },

    seal: (organizationId, purpose, text) => ring.seal(organizationId, text, boundFor(organizationId, purpose)),
    open: (organizationId, purpose, sealed) => ring.open(organizationId, sealed, boundFor(organizationId, purpose)),

    rotateKeys: async (organizationId) => {
      const keyId = await ring.add(organizationId);
      const resealed = await resealAll({ tables, ring, now: () => clock.now() }, organizationId, {
        keyId,
        secret: boundOf,
        purpose: (purpose) => boundFor(organizationId, purpose),
      });
      await wipeRetired(tables, { organizationId, now: clock.now() });
      return { keyId, resealed };
    },

    rotateMasterKey: () =>
      atMasterKey(async () => {
        masterKeys.prepareNext();
        return { rewrapped: await adopt() };
      }),

    fingerprint: (text) => createHmac("sha256", fingerprintKey).update(text).digest("hex"),
    serverKey: ring.serverKey,
    hidden: masks.hidden,

    close: () => {
      masks.forget();
      ring.forget();
      fingerprintKey.fill(0);
    },
  };
}

const factName = "master-key";

async function knownKey(tables: ServerTables): Promise<string | undefined> {
  const row = await tables.selectFrom("server_facts").select("value").where("name", "=", factName).executeTakeFirst();
  return row?.value;
}

function proveAtHand(masterKeys: MasterKeys, id: string): void {
  try {
    masterKeys.withKey(id, () => undefined);
  } catch (cause) {
    if (cause instanceof HeadraceError && cause.code === "master-key-refused") throw anotherKey(cause);
    throw cause;
  }
}

function anotherKey(cause?: unknown): HeadraceError {
  return new HeadraceError("master-key-refused", "the master key is not the one that this database was sealed with", {
    mend: "give the key it was sealed with; to replace it, give that one as HEADRACE_MASTER_KEY_PREVIOUS",
    ...(cause === undefined ? {} : { cause }),
  });
}

/** Of whoever answers for what no person started; the least of several. Null where the repository itself does. */
async function answeringRole(tables: ServerTables, request: SecretsFor): Promise<Role | "none" | null> {
  const { onBehalfOf, definition } = request;
  const asker = onBehalfOf === undefined ? null : await roleOf(tables, request, onBehalfOf);
  const author = definition === undefined ? null : await authorsRole(tables, request, definition);
  return asker === null || author === null || asker === "none" ? (asker ?? author) : lesserRole(asker, author);
}

async function authorsRole(
  tables: ServerTables,
  request: SecretsFor,
  { pipelineId, version }: NonNullable<SecretsFor["definition"]>,
): Promise<Role | "none" | null> {
  const row = await tables
    .selectFrom("pipeline_versions")
    .select("created_by")
    .where("pipeline_id", "=", pipelineId)
    .where("version", "=", version)
    .executeTakeFirst();
  // Of a text that is no more nobody can say who wrote it.
  return row === undefined ? "none" : await roleOf(tables, request, actorFrom(row.created_by));
}

/** Of the person who acts, as it is now; null for a schedule, a webhook and the like. */
async function roleOf(
  tables: ServerTables,
  { organizationId, repositoryId }: SecretsFor,
  actor: Actor,
): Promise<Role | "none" | null> {
  const userId = personOf(actor);
  if (userId === null) return null;
  const person = { kind: "user", userId, name: actor.name, email: "" } as const;
  return await roleInScope(tables, person, { organizationId, repositoryId });
}

function personOf(actor: Actor): string | null {
  if (actor.kind === "user") return actor.id;
  // A token whose person is not known may be anybody's.
  return actor.kind === "token" ? (actor.userId ?? "") : null;
}
