import { createHash } from "node:crypto";
import { parentPort } from "node:worker_threads";

/** Hashes the pieces it is given and says when each is done; anything else asks for the digest. */
function hashPieces(): void {
  const hash = createHash("sha256");
  parentPort?.on("message", (message: unknown) => {
    if (message instanceof Uint8Array) {
      hash.update(message);
      parentPort?.postMessage(null);
    } else {
      parentPort?.postMessage(hash.digest("hex"));
    }
  });
}

hashPieces();
