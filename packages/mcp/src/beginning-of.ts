import { mostAskedBytes } from "./ask.ts";

/** What an agent's `Ask` gives of bytes. The rest is not read. */
export async function beginningOf(body: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of body) {
    parts.push(part);
    length += part.length;
    if (length >= mostAskedBytes) break;
  }
  return Buffer.concat(parts).subarray(0, mostAskedBytes);
}
