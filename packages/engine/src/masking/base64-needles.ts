import { Buffer } from "node:buffer";

/** Programs wrap long base64 after this many characters: coreutils and MIME; PEM and openssl. */
const lineWidths = [76, 64];
/** A shorter piece of base64 stands in innocent text too. */
const shortestLine = 8;

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
      if (inner.length > width) needles.push(...wrapped(inner, width));
    }
  }
  return needles.flatMap((needle) => [needle, needle.replaceAll("+", "-").replaceAll("/", "_")]);
}

/** The lines together, and each that is long enough to be nothing else. */
function wrapped(encoded: string, width: number): string[] {
  const lines: string[] = [];
  for (let start = 0; start < encoded.length; start += width) lines.push(encoded.slice(start, start + width));
  return [lines.join("\n"), ...lines.filter((line) => line.length >= shortestLine)];
}
