import type { IncomingMessage } from "node:http";
import { explainFault } from "./explain-fault.ts";
import { ForgeError } from "./forge-error.ts";

/**
 * The bytes of an answer as they come. Gives up when there are more than `largest`, or when the connection breaks before
 * the end. Closes the answer however it is left.
 */
export async function* readBody(answer: IncomingMessage, largest: number): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    let size = 0;
    const told = Number(answer.headers["content-length"] ?? 0);
    if (told > largest) throw tooLarge(largest);
    for await (const chunk of answer) {
      const bytes: Uint8Array = chunk;
      size += bytes.length;
      if (size > largest) throw tooLarge(largest);
      yield bytes;
    }
  } finally {
    answer.destroy();
  }
}

export async function readText(answer: IncomingMessage, largest: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of readBody(answer, largest)) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

/** As {@link readBody}, for who reads after the call: faults are explained, and an abort keeps the signal's reason. */
export async function* readStream(
  answer: IncomingMessage,
  { largest, longest, what, signal }: StreamOptions,
): AsyncGenerator<Uint8Array, void, undefined> {
  let isTooLong = false;
  // A byte now and then is no silence.
  const timer = setTimeout(() => {
    isTooLong = true;
    answer.destroy(new Error("the time is over"));
  }, longest);
  timer.unref();
  try {
    yield* readBody(answer, largest);
  } catch (error) {
    signal?.throwIfAborted();
    throw explainFault(error, what, isTooLong ? longest : undefined);
  } finally {
    clearTimeout(timer);
  }
}

export interface StreamOptions {
  /** Bytes. */
  readonly largest: number;
  /** Milliseconds. */
  readonly longest: number;
  readonly what: string;
  readonly signal?: AbortSignal;
}

export function tooLarge(largest: number): ForgeError {
  return new ForgeError("forge-answer-too-large", `the answer is larger than ${largest} bytes`, {
    mend: "ask for a part of it, or raise the limit of this connection",
  });
}
