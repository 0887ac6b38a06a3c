import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";

/** A mail server on loopback that takes what is sent, from who signs in. */
export interface TakenMail extends AsyncDisposable {
  readonly url: string;
  /** As they came, headers and all. */
  readonly mails: { readonly to: readonly string[]; readonly text: string }[];
  /** For the next recipients, one after the other; then it takes everybody. */
  readonly refusals: { readonly code: number; readonly says: string }[];
}

export async function startMailServer(): Promise<TakenMail> {
  const mails: { readonly to: readonly string[]; readonly text: string }[] = [];
  const refusals: { readonly code: number; readonly says: string }[] = [];
  const server = new SMTPServer({
    // Loopback: nobody listens on the line.
    allowInsecureAuth: true,
    hideSTARTTLS: true,
    onAuth({ username, password }, _session, done) {
      if (username === "headrace" && password === "p@ss word") done(null, { user: username });
      else done(new Error("wrong password"));
    },
    onRcptTo(_address, _session, done) {
      const refusal = refusals.shift();
      done(refusal === undefined ? null : Object.assign(new Error(refusal.says), { responseCode: refusal.code }));
    },
    onData(stream, { envelope }, done) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        mails.push({
          to: envelope.rcptTo.map(({ address }) => address),
          text: Buffer.concat(chunks).toString("utf8"),
        });
        done();
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://headrace:p%40ss%20word@127.0.0.1:${port}`,
    mails,
    refusals,
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
