import type { Clock } from "@headrace/engine";
import type { ServerTables } from "@headrace/store/server";
import { z } from "zod";
import type { Secrets } from "../../secrets/secrets.ts";
import type { Link } from "../links.ts";

/**
 * The values of parameters of type secret, from the start of an execution to its end: sealed for that execution alone, and
 * read by nothing but what runs it.
 */
export interface GivenSecrets {
  keep(link: Pick<Link, "executionId" | "organizationId">, values: ReadonlyMap<string, string>): Promise<void>;
  read(link: Link): Promise<ReadonlyMap<string, string>>;
  remove(executionId: string): Promise<void>;
}

export interface GivenSecretsOptions {
  readonly tables: ServerTables;
  readonly clock: Clock;
  readonly secrets: Pick<Secrets, "seal" | "open">;
}

const texts = z.array(z.tuple([z.string(), z.string()]));

export function createGivenSecrets({ tables, clock, secrets }: GivenSecretsOptions): GivenSecrets {
  return {
    async keep({ executionId, organizationId }, values) {
      if (values.size === 0) return;
      const text = JSON.stringify([...values]);
      const { keyId, sealed } = await secrets.seal(organizationId, `execution:${executionId}`, text);
      await tables
        .insertInto("given_secrets")
        .values({
          execution_id: executionId,
          organization_id: organizationId,
          key_id: keyId,
          sealed,
          created_at: clock.now(),
        })
        .execute();
    },

    async read({ executionId, organizationId, detail }) {
      if (detail.givenSecrets === undefined) return new Map();
      const row = await tables
        .selectFrom("given_secrets")
        .select(["key_id as keyId", "sealed"])
        .where("execution_id", "=", executionId)
        .executeTakeFirst();
      if (row === undefined) return new Map();
      return new Map(texts.parse(JSON.parse(await secrets.open(organizationId, `execution:${executionId}`, row))));
    },

    async remove(executionId) {
      await tables.deleteFrom("given_secrets").where("execution_id", "=", executionId).execute();
    },
  };
}
