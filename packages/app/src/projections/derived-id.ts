import { sha256Hex } from "@headrace/pipeline";

/** Comes before the id of whatever is made then or later. */
export function idsFrom(at: number): string {
  const time = hexOf(at);
  return `${time.slice(0, 8)}-${time.slice(8)}`;
}

/** A UUIDv7 (RFC 9562) that is always the same for the same thing: its time, and the digest of what it is in the place of chance. */
export function derivedId(at: number, ...parts: readonly string[]): string {
  const time = hexOf(at);
  const digest = sha256Hex(parts.join("\n"));
  const variant = (0x8 | (Number.parseInt(digest.slice(3, 4), 16) & 0x3)).toString(16);
  return [
    time.slice(0, 8),
    time.slice(8),
    `7${digest.slice(0, 3)}`,
    `${variant}${digest.slice(4, 7)}`,
    digest.slice(8, 20),
  ].join("-");
}

function hexOf(at: number): string {
  return Math.max(0, Math.trunc(at)).toString(16).padStart(12, "0").slice(-12);
}
