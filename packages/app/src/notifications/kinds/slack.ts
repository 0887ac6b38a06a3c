import { z } from "zod";
import type { Message } from "../message.ts";
import { address, hostOf } from "./address.ts";
import { type ChannelKind, withUse } from "./channel-kind.ts";
import { post } from "./post.ts";

export const slackSettings = z.strictObject({ kind: z.literal("slack"), url: address });
const use = z.strictObject({ channel: z.string().min(1).max(80).optional() });

/** A section's text. https://docs.slack.dev/reference/block-kit/blocks/section-block */
const mostOfSection = 3_000;

/**
 * An incoming webhook of Slack, or of what speaks as it did: Mattermost, Rocket.Chat. Slack's own posts to the one channel
 * it was made for, whatever `channel` says; the others heed it. https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
 */
export const slack: ChannelKind<z.output<typeof slackSettings>> = {
  target: hostOf,
  send: ({ message, settings: { url }, use: given, ...rest }) =>
    withUse(use, given, (used) => post({ ...rest, url, body: JSON.stringify({ ...payloadOf(message), ...used }) })),
};

/** `text` says all: the blocks, where they are shown, stand in its place. */
function payloadOf(message: Message) {
  const parts = partsOf(message);
  return {
    text: parts.join("\n"),
    unfurl_links: false,
    blocks: parts.map((part) => ({
      type: "section",
      // Else Slack would make links and mentions of what looks like them.
      text: { type: "mrkdwn", text: part, verbatim: true },
    })),
  };
}

function partsOf({ event, title, facts, failures, url }: Message): readonly string[] {
  const headline = `${signs[event]} *<${url}|${escaped(title)}>*`;
  const lines = facts.map(({ name, value }) => `*${name}*: ${escaped(value)}`);
  const failed = failures.map(
    ({ stage, line }) => `*${escaped(stage)}*${line === undefined ? "" : `: \`${code(line)}\``}`,
  );
  return [headline, lines.join("\n"), failed.join("\n")].filter((part) => part !== "").map(cut);
}

const signs: Readonly<Record<Message["event"], string>> = {
  success: ":white_check_mark:",
  recovered: ":white_check_mark:",
  failure: ":x:",
  cancelled: ":no_entry_sign:",
  test: ":wave:",
};

/** So that nothing in it is a link or a mention. https://docs.slack.dev/messaging/formatting-message-text#escaping */
function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** What would end the code is written as its look-alike: Slack has no escape for it. */
function code(text: string): string {
  return escaped(text).replaceAll("`", "ˋ");
}

function cut(text: string): string {
  if (text.length <= mostOfSection) return text;
  // Nothing that was escaped is left in half.
  return `${text.slice(0, mostOfSection - 1).replace(/&[a-z]*$/, "")}…`;
}
