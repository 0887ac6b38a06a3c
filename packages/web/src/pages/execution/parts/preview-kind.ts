/** By its first bytes, whatever its name says. No SVG: that is a document, and is shown as its text. */
const signatures: readonly (readonly [type: string, offset: number, bytes: readonly number[]])[] = [
  ["image/png", 0, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  ["image/jpeg", 0, [0xff, 0xd8, 0xff]],
  ["image/gif", 0, [0x47, 0x49, 0x46, 0x38]],
  ["image/webp", 8, [0x57, 0x45, 0x42, 0x50]],
];

/** The media type of a picture that browsers show without running anything in it; undefined for all else. */
export function pictureType(bytes: Uint8Array): string | undefined {
  return signatures.find(([, offset, signature]) =>
    signature.every((byte, index) => bytes[offset + index] === byte),
  )?.[0];
}

/** Bytes as UTF-8, where they are a text: without NUL, and mostly of characters. */
export function textOf(bytes: Uint8Array): string | undefined {
  if (bytes.includes(0)) return undefined;
  const text = new TextDecoder().decode(bytes);
  // The last character may have been cut through.
  const broken = text.replace(/\ufffd$/, "").split("\ufffd").length - 1;
  return broken * 20 > text.length ? undefined : text;
}
