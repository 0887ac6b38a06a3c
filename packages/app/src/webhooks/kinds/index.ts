import { bitbucket } from "./bitbucket.ts";
import { bitbucketServer } from "./bitbucket-server.ts";
import { generic } from "./generic.ts";
import { github } from "./github.ts";
import { gitlab } from "./gitlab.ts";
import type { WebhookKind } from "./webhook-kind.ts";

export const webhookKinds = ["github", "gitlab", "bitbucket", "bitbucket-server", "generic"] as const;
export type WebhookKindName = (typeof webhookKinds)[number];

export function isWebhookKind(text: string): text is WebhookKindName {
  return webhookKinds.some((kind) => kind === text);
}

export const kindOf: Readonly<Record<WebhookKindName, WebhookKind>> = {
  github,
  gitlab,
  bitbucket,
  "bitbucket-server": bitbucketServer,
  generic,
};
