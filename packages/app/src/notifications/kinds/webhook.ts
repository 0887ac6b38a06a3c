import { z } from "zod";
import { hmacOf } from "../../webhooks/kinds/signatures.ts";
import { address, hostOf } from "./address.ts";
import type { ChannelKind } from "./channel-kind.ts";
import { post } from "./post.ts";

export const webhookSettings = z.strictObject({
  kind: z.literal("webhook"),
  url: address,
  secret: z
    .string()
    .min(16)
    .max(128)
    .regex(/^[\x21-\x7e]+$/, "it takes visible ASCII characters")
    .describe("With which what is sent is signed"),
});

/**
 * A program of your own: JSON, signed as the deliveries that Headrace takes by a webhook of kind `generic`, so that one code
 * checks both. `with` goes along as `settings`.
 */
export const webhook: ChannelKind<z.output<typeof webhookSettings>> = {
  target: hostOf,
  send: ({ message, settings: { url, secret }, use, ...rest }) => {
    const { id, event } = message;
    const body = JSON.stringify({ ...message, settings: use });
    const time = String(Math.floor(rest.now / 1000));
    const signature = hmacOf(secret, [time, id, Buffer.from(body)]).toString("hex");
    return post({
      ...rest,
      url,
      body,
      headers: {
        "x-headrace-delivery": id,
        "x-headrace-event": event,
        "x-headrace-signature": `t=${time},v1=${signature}`,
      },
    });
  },
};
