import { createMasker, type Masker } from "@headrace/engine";
import type { SecretsTable, ServerTables } from "@headrace/store/server";
import type { Scope } from "../access/scope.ts";

/** What is hidden from readers of what executions wrote, whatever was known when it was kept. */
export interface Hidden {
  readonly masker: Masker;
  /** For who searches in a thread of its own. */
  readonly values: readonly string[];
}

export interface Masks {
  /**
   * Of the secrets that are set now for the repository, in its organization and its environments too; where no repository is
   * named, of all in the organization. Null where none of them is long enough to be masked.
   */
  hidden(scope: Scope): Promise<Hidden | null>;
  /** A secret was set or removed here. */
  changed(): void;
  /** Forgets the values. */
  forget(): void;
}

export interface MasksOptions {
  readonly tables: ServerTables;
  /** The value of a secret. */
  open(row: SecretsTable): Promise<string>;
}

/** Milliseconds for which nobody looks whether another server has set a secret. */
const believed = 1_000;
/** Repositories whose values are held. */
const mostHeld = 50;

interface Held {
  readonly version: string;
  readonly hidden: Hidden | null;
  /** As `performance.now()` has it. */
  lookedAt: number;
}

export function createMasks({ tables, open }: MasksOptions): Masks {
  const held = new Map<string, Held>();

  async function load(scope: Scope): Promise<Hidden | null> {
    const rows = await selectSecrets(tables, scope).selectAll().execute();
    const masker = createMasker();
    const values: string[] = [];
    for (const row of rows) {
      // One that does not open is given to no stage either.
      const value = await open(row).catch(() => "");
      if (masker.add(row.id, value) === null && value !== "") values.push(value);
    }
    return values.length === 0 ? null : { masker, values };
  }

  return {
    async hidden(scope) {
      const place = `${scope.organizationId} ${scope.repositoryId ?? ""}`;
      const known = held.get(place);
      if (known !== undefined && performance.now() - known.lookedAt < believed) return known.hidden;
      const lookedAt = performance.now();
      const version = await versionOf(tables, scope);
      if (known?.version === version) {
        known.lookedAt = lookedAt;
        return known.hidden;
      }
      const hidden = await load(scope);
      held.delete(place);
      held.set(place, { version, hidden, lookedAt });
      const [oldest] = held.keys();
      if (held.size > mostHeld && oldest !== undefined) held.delete(oldest);
      return hidden;
    },
    changed: () => held.clear(),
    forget: () => held.clear(),
  };
}

/** Differs after each change: what is set anew is the newest, and what is removed is one less. */
async function versionOf(tables: ServerTables, scope: Scope): Promise<string> {
  const { count, newest } = await selectSecrets(tables, scope)
    .select(({ fn }) => [fn.countAll().as("count"), fn.max("updated_at").as("newest")])
    .executeTakeFirstOrThrow();
  return `${count} ${newest}`;
}

function selectSecrets(tables: ServerTables, { organizationId, repositoryId }: Scope) {
  const select = tables.selectFrom("secrets").where("organization_id", "=", organizationId);
  if (repositoryId === undefined) return select;
  return select.where(({ eb, or, selectFrom }) =>
    or([
      eb("scope_id", "in", [organizationId, repositoryId]),
      eb("scope_id", "in", selectFrom("environments").select("id").where("repository_id", "=", repositoryId)),
    ]),
  );
}
