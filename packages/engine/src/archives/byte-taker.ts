/** Takes bytes off a stream of chunks, in lengths of one's own. */
export interface ByteTaker {
  /** So many, and fewer only at the end. A view where one chunk holds them all. */
  take(bytes: number): Promise<Buffer>;
  /** All that has not been taken. */
  rest(): AsyncGenerator<Buffer>;
  /** Ends the stream, also in the middle. */
  close(): Promise<void>;
}

export function createByteTaker(chunks: AsyncIterable<Buffer>): ByteTaker {
  const iterator = chunks[Symbol.asyncIterator]();
  let chunk: Buffer = Buffer.alloc(0);
  let ended = false;

  /** False at the end. */
  const readChunk = async (): Promise<boolean> => {
    const next = ended ? undefined : await iterator.next();
    ended = next?.done !== false;
    if (next?.done !== false) return false;
    chunk = next.value;
    return true;
  };

  const takeFrom = (bytes: number): Buffer => {
    const taken = chunk.subarray(0, bytes);
    chunk = chunk.subarray(bytes);
    return taken;
  };

  return {
    async take(bytes) {
      if (bytes <= chunk.length) return takeFrom(bytes);
      const parts = [takeFrom(bytes)];
      let missing = bytes - (parts[0]?.length ?? 0);
      while (missing > 0 && (await readChunk())) {
        const part = takeFrom(missing);
        missing -= part.length;
        parts.push(part);
      }
      return Buffer.concat(parts);
    },
    async *rest() {
      do yield takeFrom(chunk.length);
      while (await readChunk());
    },
    async close() {
      await iterator.return?.();
    },
  };
}
