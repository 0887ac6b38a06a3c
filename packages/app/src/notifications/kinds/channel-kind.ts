import type { AddressRules } from "@headrace/engine/net";
import { z } from "zod";
import type { Message } from "../message.ts";

/** What differs between the places to which notifications go. */
export interface ChannelKind<Settings> {
  /** What of the settings is no secret, by which a person knows it again. */
  target(settings: Settings): string;
  send(order: SendOrder<Settings>): Promise<Sending>;
}

export interface SendOrder<Settings> {
  readonly message: Message;
  readonly settings: Settings;
  /** `with` of the notification, as it was written. */
  readonly use: Readonly<Record<string, unknown>>;
  readonly rules: AddressRules;
  /** Where whoever runs the server has named one. */
  readonly mail?: MailServer;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly signal: AbortSignal;
}

export interface MailServer {
  /** `smtps://user:password@host:465`, or `smtp:` for one that speaks TLS after the greeting, or not at all. */
  readonly url: string;
  /** `Headrace <ci@example.org>` */
  readonly from: string;
}

/** What came of one try. */
export type Sending =
  | { readonly kind: "sent" }
  | {
      readonly kind: "failed";
      /** Without what in the settings is secret. */
      readonly problem: string;
      readonly mend: string;
      /** Whether another try may do better. */
      readonly mayPass: boolean;
      /** Milliseconds that the receiver asked to wait. */
      readonly retryAfter?: number;
    };

/** Reads `with` by what the kind knows; what it does not know is refused, since nobody would heed it. */
export async function withUse<Use>(
  schema: z.ZodType<Use>,
  given: SendOrder<unknown>["use"],
  send: (use: Use) => Promise<Sending>,
): Promise<Sending> {
  const read = schema.safeParse(given);
  if (read.success) return await send(read.data);
  return {
    kind: "failed",
    problem: `\`with\` of the notification cannot be heeded: ${z.prettifyError(read.error).replaceAll(/\s+/g, " ")}`,
    mend: "correct it in the definition: docs/notifications.md says what each kind of channel takes",
    mayPass: false,
  };
}
