import type { ForgeStream } from "../http/index.ts";
import type { ForgeLog } from "../ports/index.ts";

// A storage that ignores the part that was asked for sends the whole; what was not asked for is left out here.

/** What lies behind the first `from` bytes, as it comes. */
export async function afterBytes(answer: ForgeStream, from: number): Promise<ForgeLog> {
  const chunks = answer.body[Symbol.asyncIterator]();
  let seen = 0;
  for (;;) {
    const { done, value } = await chunks.next();
    if (done === true) return { kind: "nothing-new" };
    seen += value.length;
    if (seen <= from) continue;
    const first = value.subarray(value.length - (seen - from));
    return { kind: "bytes", start: from, body: beginningWith(first, chunks), discard: answer.discard };
  }
}

/** The last `count` bytes; no more than these and one chunk are held. */
export async function lastBytes(answer: ForgeStream, count: number): Promise<ForgeLog> {
  const kept: Uint8Array[] = [];
  let held = 0;
  let seen = 0;
  for await (const chunk of answer.body) {
    kept.push(chunk);
    held += chunk.length;
    seen += chunk.length;
    for (let [first] = kept; first !== undefined && held - first.length >= count; [first] = kept) {
      kept.shift();
      held -= first.length;
    }
  }
  if (seen === 0) return { kind: "nothing-new" };
  const [first = new Uint8Array(), ...rest] = kept;
  const tail = [first.subarray(Math.max(0, held - count)), ...rest];
  return { kind: "bytes", start: Math.max(0, seen - count), body: each(tail), discard: () => undefined };
}

async function* beginningWith(first: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield first;
    for (;;) {
      const { done, value } = await rest.next();
      if (done === true) return;
      yield value;
    }
  } finally {
    await rest.return?.();
  }
}

async function* each(chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* chunks;
}
