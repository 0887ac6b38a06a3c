import { createHmac, timingSafeEqual } from "node:crypto";
import type { SignatureCheck } from "./webhook-kind.ts";

/** Seconds by which a signed time may differ from ours. */
export const signatureTolerance = 300;

/** `sha256=<hexadecimal>` over the body. */
export function checkBodySignature(header: string | undefined, body: Buffer, secret: string): SignatureCheck {
  if (header === undefined) return { ok: false, why: "the delivery is not signed" };
  const [, digest] = /^sha256=([0-9a-f]{64})$/i.exec(header) ?? [];
  if (digest === undefined) return { ok: false, why: "the signature is not a SHA-256 one" };
  const expected = createHmac("sha256", secret).update(body).digest();
  return isSame(Buffer.from(digest, "hex"), expected) ? { ok: true } : wrongSecret;
}

/** Texts of any length, told apart in a time that says nothing of either. */
export function checkToken(header: string | undefined, secret: string): SignatureCheck {
  if (header === undefined) return { ok: false, why: "the delivery carries no token" };
  const digest = (text: string): Buffer => createHmac("sha256", "token").update(text).digest();
  return isSame(digest(header), digest(secret)) ? { ok: true } : wrongSecret;
}

/** Of the signed `parts` joined by dots, as raw bytes. */
export function hmacOf(key: string | Buffer, parts: readonly (string | Buffer)[]): Buffer {
  const hmac = createHmac("sha256", key);
  for (const [index, part] of parts.entries()) {
    if (index > 0) hmac.update(".");
    hmac.update(part);
  }
  return hmac.digest();
}

/** Whether a time in seconds, as text, is about now (epoch milliseconds). */
export function checkTime(seconds: string, now: number): SignatureCheck {
  if (!/^\d{1,12}$/.test(seconds)) return { ok: false, why: "the signed time is not a number of seconds" };
  return Math.abs(now / 1000 - Number(seconds)) <= signatureTolerance
    ? { ok: true }
    : { ok: false, why: `the signed time is more than ${signatureTolerance} seconds from now: see both clocks` };
}

export function isSame(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}

export const wrongSecret: SignatureCheck = { ok: false, why: "it was signed with another secret" };
