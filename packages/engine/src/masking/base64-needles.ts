import { Buffer } from "node:buffer";

/** Programs wrap long base64 after this many characters: coreutils and MIME; PEM and openssl. */
const lineWidths = [76, 64];

/**
 * The characters that stand for the value wherever it begins within base64 text: each of the three
 * alignments, without the characters at the ends that its neighbours share. Both alphabets; and
 * the lines of wrapped text that begins with the value.
 */
export function base64Needles(value: Buffer): string[] {
  const needles: string[] = [];
  for (const offset of [0, 1, 2]) {
    const encoded = Buffer.concat([Buffer.alloc(offset), value]).toString("base64");
    // A character belongs to the value alone when all its six bits do.
    const first = Math.ceil((offset * 8) / 6);
    const last = Math.floor(((offset + value.length) * 8) / 6);
    const inner = encoded.slice(first, last);
    needles.push(inner);
    if (offset > 0) continue;
    for (const width of lineWidths) {
      if (inner.length <= width) continue;
      for (let start = 0; start < inner.length; start += width) needles.push(inner.slice(start, start + width));
    }
  }
  return needles.flatMap((needle) => [needle, needle.replaceAll("+", "-").replaceAll("/", "_")]);
}
