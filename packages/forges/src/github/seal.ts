import { createPublicKey, diffieHellman, generateKeyPairSync } from "node:crypto";
import { hsalsa, xsalsa20poly1305 } from "@noble/ciphers/salsa.js";
import { blake2b } from "@noble/hashes/blake2.js";

/**
 * A text that only the owner of the key can open: libsodium's sealed box, as GitHub wants secrets.
 * https://doc.libsodium.org/public-key_cryptography/sealed_boxes
 *
 * @param publicKey 32 bytes of X25519.
 */
export function seal(text: string, publicKey: Uint8Array): Uint8Array {
  const mine = generateKeyPairSync("x25519");
  const sender = rawKey(mine.publicKey.export({ format: "jwk" }).x);
  const x = Buffer.from(publicKey).toString("base64url");
  const theirs = createPublicKey({ key: { kty: "OKP", crv: "X25519", x }, format: "jwk" });
  const shared = diffieHellman({ privateKey: mine.privateKey, publicKey: theirs });
  const cipher = xsalsa20poly1305(boxKey(shared), sealNonce(sender, publicKey));
  return Buffer.concat([sender, cipher.encrypt(Buffer.from(text, "utf8"))]);
}

/** What NaCl's boxes make of a shared secret. */
export function boxKey(shared: Uint8Array): Uint8Array {
  const out = new Uint32Array(8);
  hsalsa(words(Buffer.from("expand 32-byte k")), words(shared), new Uint32Array(4), out);
  const bytes = Buffer.alloc(32);
  for (const [index, word] of out.entries()) bytes.writeUInt32LE(word, index * 4);
  return bytes;
}

export function sealNonce(sender: Uint8Array, receiver: Uint8Array): Uint8Array {
  return blake2b(Buffer.concat([sender, receiver]), { dkLen: 24 });
}

function rawKey(x: string | undefined): Uint8Array {
  return Buffer.from(x ?? "", "base64url");
}

function words(bytes: Uint8Array): Uint32Array {
  const buffer = Buffer.from(bytes);
  return Uint32Array.from({ length: buffer.length / 4 }, (_, index) => buffer.readUInt32LE(index * 4));
}
