import { createReadStream } from "node:fs";

/**
 * A text file in pieces. UTF-8 unless a byte order mark or the XML declaration names another
 * encoding; bytes that are not text there become U+FFFD.
 */
export async function* reportText(path: string, signal?: AbortSignal): AsyncGenerator<string> {
  let decoder: InstanceType<typeof TextDecoder> | undefined;
  const stream = createReadStream(path, {
    highWaterMark: 65_536,
    ...(signal === undefined ? {} : { signal }),
  });
  for await (const chunk of stream) {
    if (Buffer.isBuffer(chunk)) {
      decoder ??= new TextDecoder(encodingOf(chunk));
      yield decoder.decode(chunk, { stream: true });
    }
  }
  yield decoder?.decode() ?? "";
}

function encodingOf(start: Buffer): string {
  if (start[0] === 0xff && start[1] === 0xfe) {
    return "utf-16le";
  }
  if (start[0] === 0xfe && start[1] === 0xff) {
    return "utf-16be";
  }
  const declared = /^(?:\xef\xbb\xbf)?\s*<\?xml[^>]{0,100}?\sencoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']/.exec(
    start.toString("latin1", 0, 256),
  )?.[1];
  // A text that was readable so far is not UTF-16, whatever it says.
  if (declared === undefined || /^utf-?(16|32)/i.test(declared)) {
    return "utf-8";
  }
  try {
    return new TextDecoder(declared).encoding;
  } catch {
    return "utf-8";
  }
}
