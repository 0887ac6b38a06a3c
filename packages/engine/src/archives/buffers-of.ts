/** The chunks of a byte stream whose type does not say that they are buffers. */
export async function* buffersOf(source: AsyncIterable<unknown>): AsyncGenerator<Buffer> {
  for await (const chunk of source) {
    if (!Buffer.isBuffer(chunk)) throw new TypeError("a byte stream gave something other than bytes");
    yield chunk;
  }
}
