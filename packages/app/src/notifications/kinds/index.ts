import { z } from "zod";
import type { Sending, SendOrder } from "./channel-kind.ts";
import { slack, slackSettings } from "./slack.ts";
import { webhook, webhookSettings } from "./webhook.ts";

export const channelKinds = ["slack", "webhook"] as const;

/** How a channel is reached: written, sealed, and never given back. */
export const channelSettings = z.discriminatedUnion("kind", [slackSettings, webhookSettings]);
export type ChannelSettings = z.output<typeof channelSettings>;

export function targetOf(settings: ChannelSettings): string {
  switch (settings.kind) {
    case "slack":
      return slack.target(settings);
    case "webhook":
      return webhook.target(settings);
  }
}

export async function sendTo(settings: ChannelSettings, order: Omit<SendOrder<unknown>, "settings">): Promise<Sending> {
  switch (settings.kind) {
    case "slack":
      return await slack.send({ ...order, settings });
    case "webhook":
      return await webhook.send({ ...order, settings });
  }
}
