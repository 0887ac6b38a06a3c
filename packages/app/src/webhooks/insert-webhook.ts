import { randomBytes } from "node:crypto";
import type { WebhooksTable } from "@headrace/store/server";
import type { Scope } from "../access/scope.ts";
import type { App } from "../app.ts";
import type { WebhookKindName } from "./kinds/index.ts";

export interface WantedWebhook {
  /** One repository, or all that a connection watches. */
  readonly of: { readonly repositoryId: string } | { readonly connectionId: string };
  readonly kind: WebhookKindName;
  /** A new one is made unless said. */
  readonly secret?: string | undefined;
}

/** Keeps it, with its secret sealed; the secret is given back this once. */
export async function insertWebhook(
  app: Pick<App, "tables" | "ids" | "secrets" | "clock">,
  { organizationId }: Scope,
  { of, kind, secret = newSecret(kind) }: WantedWebhook,
): Promise<{ readonly row: WebhooksTable; readonly secret: string }> {
  const id = app.ids.next();
  const { keyId, sealed } = await app.secrets.seal(organizationId, `webhook:${id}`, secret);
  const now = app.clock.now();
  const row = await app.tables
    .insertInto("webhooks")
    .values({
      id,
      organization_id: organizationId,
      repository_id: "repositoryId" in of ? of.repositoryId : null,
      connection_id: "connectionId" in of ? of.connectionId : null,
      kind,
      key_id: keyId,
      sealed_secret: sealed,
      enabled: 1,
      remote_id: null,
      remote_owner: null,
      refused_at: null,
      refused_why: null,
      created_at: now,
      updated_at: now,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return { row, secret };
}

/** GitLab's is of the form of the Standard Webhooks specification, so that it can be its signing token too. */
export function newSecret(kind: WebhookKindName): string {
  const bytes = randomBytes(32);
  return kind === "gitlab" ? `whsec_${bytes.toString("base64")}` : bytes.toString("base64url");
}
