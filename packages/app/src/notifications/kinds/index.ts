import { z } from "zod";
import type { Sending, SendOrder } from "./channel-kind.ts";
import { email, emailSettings } from "./email.ts";
import { slack, slackSettings } from "./slack.ts";
import { teams, teamsSettings } from "./teams.ts";
import { webhook, webhookSettings } from "./webhook.ts";

export const channelKinds = ["slack", "teams", "email", "webhook"] as const;

/** How a channel is reached: written, sealed, and never given back. */
export const channelSettings = z.discriminatedUnion("kind", [
  slackSettings,
  teamsSettings,
  emailSettings,
  webhookSettings,
]);
export type ChannelSettings = z.output<typeof channelSettings>;

export function targetOf(settings: ChannelSettings): string {
  switch (settings.kind) {
    case "slack":
      return slack.target(settings);
    case "teams":
      return teams.target(settings);
    case "email":
      return email.target(settings);
    case "webhook":
      return webhook.target(settings);
  }
}

export async function sendTo(settings: ChannelSettings, order: Omit<SendOrder<unknown>, "settings">): Promise<Sending> {
  switch (settings.kind) {
    case "slack":
      return await slack.send({ ...order, settings });
    case "teams":
      return await teams.send({ ...order, settings });
    case "email":
      return await email.send({ ...order, settings });
    case "webhook":
      return await webhook.send({ ...order, settings });
  }
}
