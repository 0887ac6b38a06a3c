import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

/** Bytes of every key. */
export const keyLength = 32;
const nonceLength = 12;
const tagLength = 16;
const version = "v1";

/**
 * AES-256-GCM (NIST SP 800-38D) with a random nonce for each text. `bound` is not in the result and must be the same to
 * open it: what says where the text belongs, so that it opens nowhere else.
 */
export function encrypt(key: Uint8Array, plain: Uint8Array, bound: readonly string[]): string {
  const nonce = randomBytes(nonceLength);
  const cipher = createCipheriv("aes-256-gcm", key, nonce, { authTagLength: tagLength });
  cipher.setAAD(boundBytes(bound));
  const sealed = Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  return `${version}.${sealed.toString("base64url")}`;
}

/** Null for what was sealed with another key, bound to something else, or changed. */
export function decrypt(key: Uint8Array, sealed: string, bound: readonly string[]): Buffer | null {
  const [found, text = ""] = sealed.split(".");
  const bytes = Buffer.from(text, "base64url");
  if (found !== version || bytes.length < nonceLength + tagLength) return null;
  const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, nonceLength), { authTagLength: tagLength });
  decipher.setAAD(boundBytes(bound));
  decipher.setAuthTag(bytes.subarray(-tagLength));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(nonceLength, -tagLength)), decipher.final()]);
  } catch {
    return null;
  }
}

/** JSON keeps the parts apart: no two lists give the same bytes. */
function boundBytes(bound: readonly string[]): Buffer {
  return Buffer.from(JSON.stringify(bound));
}
