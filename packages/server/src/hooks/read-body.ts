import type { IncomingMessage } from "node:http";
import { Problem } from "@headrace/app";

export interface BodyLimits {
  readonly bytes: number;
  /** For the whole of it. */
  readonly milliseconds: number;
}

/** All of a body as it comes. Throws `too-large`, as soon as that is known, and `invalid-input` for one that takes too long. */
export async function readBody(request: IncomingMessage, { bytes, milliseconds }: BodyLimits): Promise<Buffer> {
  const tooLarge = (): Problem =>
    new Problem("too-large", `a delivery has at most ${bytes} bytes`, { mend: "send less at once" });
  if (Number(request.headers["content-length"] ?? 0) > bytes) throw tooLarge();
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const chunks: Buffer[] = [];
  let length = 0;
  const timer = setTimeout(
    () => reject(notWhole(`the body has not come whole within ${milliseconds / 1000} seconds`)),
    milliseconds,
  );
  const onData = (chunk: Buffer): void => {
    length += chunk.length;
    if (length > bytes) reject(tooLarge());
    else chunks.push(chunk);
  };
  const onEnd = (): void => resolve(Buffer.concat(chunks));
  const onClose = (): void => reject(notWhole("the sender went away"));
  request.on("data", onData).once("end", onEnd).once("close", onClose).once("error", onClose);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    request.off("data", onData).off("end", onEnd).off("close", onClose);
  }
}

function notWhole(message: string): Problem {
  return new Problem("invalid-input", message, { mend: "send it again" });
}
