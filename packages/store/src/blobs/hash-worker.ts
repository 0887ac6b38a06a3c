import { createHash } from "node:crypto";
import { parentPort, workerData } from "node:worker_threads";
import { hashPart } from "./hash-part.ts";

/** Follows a growing file: a number says up to where it is written, anything else asks for the digest. */
function follow(descriptor: number): void {
  const hash = createHash("sha256");
  let position = 0;
  parentPort?.on("message", (message: unknown) => {
    if (typeof message !== "number") {
      parentPort?.postMessage(hash.digest("hex"));
      return;
    }
    hashPart(hash, descriptor, { from: position, to: message });
    position = message;
  });
}

follow(workerData);
