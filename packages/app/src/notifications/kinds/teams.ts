import { z } from "zod";
import type { Message } from "../message.ts";
import { address, hostOf } from "./address.ts";
import { type ChannelKind, withUse } from "./channel-kind.ts";
import { post } from "./post.ts";

export const teamsSettings = z.strictObject({ kind: z.literal("teams"), url: address });
const use = z.strictObject({});

/**
 * A workflow of Microsoft Teams that posts what its webhook receives, as an adaptive card.
 * https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/add-incoming-webhook
 */
export const teams: ChannelKind<z.output<typeof teamsSettings>> = {
  target: hostOf,
  send: ({ message, settings: { url }, use: given, ...rest }) =>
    withUse(use, given, () => post({ ...rest, url, body: JSON.stringify(payloadOf(message)) })),
};

function payloadOf({ event, title, facts, failures, url }: Message) {
  const lines = [
    ...facts.map(({ name, value }) => [bold(`${name}: `), plain(value)]),
    ...failures.map(({ stage, line }) => [bold(stage), ...(line === undefined ? [] : [plain(": "), code(line)])]),
  ];
  return {
    type: "message",
    attachments: [
      {
        contentType: "application/vnd.microsoft.card.adaptive",
        contentUrl: null,
        content: {
          $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
          type: "AdaptiveCard",
          version: "1.2",
          body: [
            block([{ ...bold(title), size: "Medium", color: colours[event] }]),
            ...lines.map((runs) => block(runs)),
          ],
          actions: [{ type: "Action.OpenUrl", title: "Open in Headrace", url }],
        },
      },
    ],
  };
}

/** Of text runs, in which unlike in text blocks nothing is Markdown. https://adaptivecards.io/explorer/TextRun.html */
function block(inlines: readonly object[]) {
  return { type: "RichTextBlock", inlines };
}

function plain(text: string) {
  return { type: "TextRun", text };
}

function bold(text: string) {
  return { ...plain(text), weight: "Bolder" };
}

function code(text: string) {
  return { ...plain(text), fontType: "Monospace" };
}

const colours: Readonly<Record<Message["event"], string>> = {
  success: "Good",
  recovered: "Good",
  failure: "Attention",
  cancelled: "Warning",
  test: "Default",
};
