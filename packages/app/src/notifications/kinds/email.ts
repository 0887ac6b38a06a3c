import { z } from "zod";
import type { Message } from "../message.ts";
import { type ChannelKind, type MailServer, type Sending, withUse } from "./channel-kind.ts";

export const emailSettings = z.strictObject({
  kind: z.literal("email"),
  to: z.array(z.email().max(320)).min(1).max(20).describe("All in one mail"),
});
const use = z.strictObject({});

/** Milliseconds in which the mail server must say something. */
const patience = 15_000;

/** By the mail server that whoever runs Headrace has named; in plain text, in which nothing of strangers means anything. */
export const email: ChannelKind<z.output<typeof emailSettings>> = {
  target: ({ to }) => to.join(", "),
  send: ({ message, settings: { to }, use: given, mail, signal }) =>
    withUse(use, given, () => (mail === undefined ? Promise.resolve(noMail) : deliver({ message, to, mail, signal }))),
};

/** For a server that was not told of a mail server. */
export const noMail = {
  kind: "failed",
  problem: "this server sends no mail",
  mend: "start it with HEADRACE_SMTP_URL and HEADRACE_MAIL_FROM, or choose another kind of channel",
  mayPass: false,
} as const satisfies Sending;

interface Mail {
  readonly message: Message;
  readonly to: readonly string[];
  readonly mail: MailServer;
  readonly signal: AbortSignal;
}

async function deliver({ message, to, mail, signal }: Mail): Promise<Sending> {
  const { createTransport } = await import("nodemailer");
  const { hostname, port, protocol, username, password } = new URL(mail.url);
  const transport = createTransport({
    host: hostname.replaceAll(/[[\]]/g, ""),
    port: port === "" ? (protocol === "smtps:" ? 465 : 587) : Number(port),
    secure: protocol === "smtps:",
    // A password goes over no open line.
    requireTLS: username !== "" && !["localhost", "127.0.0.1", "[::1]"].includes(hostname),
    ...(username === "" ? {} : { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
    connectionTimeout: patience,
    greetingTimeout: patience,
    socketTimeout: patience,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const stop = () => transport.close();
  signal.addEventListener("abort", stop, { once: true });
  try {
    const { rejected } = await transport.sendMail({
      from: mail.from,
      to: [...to],
      subject: message.title,
      text: textOf(message),
      // The same when it is sent again: mail programs show it once.
      messageId: `<${message.id}@headrace>`,
      headers: { "auto-submitted": "auto-generated" },
    });
    if (rejected.length === 0) return { kind: "sent" };
    return {
      kind: "failed",
      problem: `the mail server took it, but not for ${rejected.map(String).join(", ")}`,
      mend: "correct the addresses of the channel",
      mayPass: false,
    };
  } catch (error) {
    signal.throwIfAborted();
    return failureOf(error);
  } finally {
    signal.removeEventListener("abort", stop);
    transport.close();
  }
}

const fault = z.object({
  code: z.string().optional(),
  responseCode: z.number().optional(),
  response: z.string().optional(),
});

/** What the mail server refuses for good is 5xx (RFC 5321, 4.2.1); a password is replaced by people, which may take a day. */
function failureOf(error: unknown): Sending {
  const { code, responseCode, response } = fault.catch({}).parse(error);
  const isRefused = responseCode !== undefined && responseCode >= 500 && code !== "EAUTH";
  const said = response ?? code ?? "the connection broke";
  return {
    kind: "failed",
    problem: `the mail server did not take it: ${said.slice(0, 200)}`,
    mend: isRefused
      ? "look at the addresses of the channel, and at HEADRACE_MAIL_FROM of the server"
      : "look at HEADRACE_SMTP_URL of the server; it is tried again by itself",
    mayPass: !isRefused,
  };
}

function textOf({ title, facts, failures, url }: Message): string {
  const lines = [
    title,
    "",
    ...facts.map(({ name, value }) => `${name}: ${value}`),
    ...(failures.length === 0 ? [] : [""]),
    ...failures.map(({ stage, line }) => (line === undefined ? stage : `${stage}: ${line}`)),
    "",
    url,
  ];
  return `${lines.join("\n")}\n`;
}
