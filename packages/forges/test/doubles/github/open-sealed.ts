import { createPublicKey, diffieHellman, type KeyObject } from "node:crypto";
import { xsalsa20poly1305 } from "@noble/ciphers/salsa.js";
import { boxKey, sealNonce } from "../../../src/github/seal.ts";

/** The 32 bytes of a public key of X25519. */
export function rawKey(key: KeyObject): Buffer {
  return Buffer.from(key.export({ format: "jwk" }).x ?? "", "base64url");
}

/** Opens a sealed box. Throws for what was sealed for another key, or changed. */
export function openSealed(
  box: Uint8Array,
  { publicKey, privateKey }: { readonly publicKey: KeyObject; readonly privateKey: KeyObject },
): string {
  const sender = box.subarray(0, 32);
  const key = { kty: "OKP", crv: "X25519", x: Buffer.from(sender).toString("base64url") };
  const shared = diffieHellman({ privateKey, publicKey: createPublicKey({ key, format: "jwk" }) });
  const cipher = xsalsa20poly1305(boxKey(shared), sealNonce(sender, rawKey(publicKey)));
  return Buffer.from(cipher.decrypt(box.subarray(32))).toString("utf8");
}
