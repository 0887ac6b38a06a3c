import { Problem } from "../problems/problem.ts";

/** What is sent, as long as it is no more than `limit` bytes. Throws `too-large`. */
export async function* atMost(body: AsyncIterable<unknown>, limit: number): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const chunk of body) {
    if (!Buffer.isBuffer(chunk)) throw new TypeError("a body gave something other than bytes");
    bytes += chunk.length;
    if (bytes > limit) throw tooLarge(limit);
    yield chunk;
  }
}

export function tooLarge(limit: number): Problem {
  return new Problem("too-large", `an artifact may have at most ${limit} bytes`, {
    mend: "leave out what nobody needs, or split it",
  });
}
