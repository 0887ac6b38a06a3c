import type { WebhooksTable } from "@headrace/store/server";
import { z } from "zod";
import { id, time, timeOf } from "../values/fields.ts";
import { webhookKinds } from "./kinds/index.ts";

export const webhookKind = z
  .enum(webhookKinds)
  .describe("Who sends: `bitbucket` is the Cloud, `bitbucket-server` Data Center");

export const webhook = z.object({
  id,
  repositoryId: id.optional().describe("Absent for one of all repositories of a connection"),
  connectionId: id.optional().describe("Whose repositories it tells of, where those are several"),
  kind: webhookKind,
  url: z.string().describe("Where deliveries are sent"),
  enabled: z.boolean(),
  registered: z.boolean().describe("It was registered on the repository's host from here"),
  lastRefusal: z
    .object({ at: time, why: z.string() })
    .optional()
    .describe("The last delivery that was not believed, for whoever sets the webhook up"),
  createdAt: time,
  updatedAt: time,
});

export const webhookWithSecret = webhook.extend({
  secret: z.string().describe("Shown this once; to be given to the sender"),
});

export type Webhook = z.input<typeof webhook>;

export function webhookOf(row: WebhooksTable, publicUrl: string): Webhook {
  const kind = webhookKind.parse(row.kind);
  return {
    id: row.id,
    ...(row.repository_id === null ? {} : { repositoryId: row.repository_id }),
    ...(row.connection_id === null ? {} : { connectionId: row.connection_id }),
    kind,
    url: `${publicUrl}/hooks/${kind}/${row.id}`,
    enabled: row.enabled === 1,
    registered: row.remote_id !== null,
    ...(row.refused_at === null || row.refused_why === null
      ? {}
      : { lastRefusal: { at: timeOf(row.refused_at), why: row.refused_why } }),
    createdAt: timeOf(row.created_at),
    updatedAt: timeOf(row.updated_at),
  };
}

export const webhookExample = {
  id: "01a1fc60-1f4d-7c0e-9a3b-2f6a1f0f7c11",
  repositoryId: "01a1fc42-b97f-7bef-9713-0b6621de95a7",
  kind: "github",
  url: "https://headrace.example.org/hooks/github/01a1fc60-1f4d-7c0e-9a3b-2f6a1f0f7c11",
  enabled: true,
  registered: false,
  createdAt: "2026-11-21T09:30:00.000Z",
  updatedAt: "2026-11-21T09:30:00.000Z",
} as const satisfies Webhook;
