import { createHash } from "node:crypto";
import { readSync } from "node:fs";
import { answerTasks } from "@headrace/engine/threads";
import type { PartTask } from "./part-hasher.ts";

const buffer = Buffer.allocUnsafeSlow(256 * 1024);

answerTasks(({ descriptor, start, length }: PartTask): Uint8Array => {
  const hash = createHash("sha256");
  for (let done = 0; done < length; ) {
    const bytes = readSync(descriptor, buffer, 0, Math.min(buffer.length, length - done), start + done);
    if (bytes === 0) break;
    hash.update(buffer.subarray(0, bytes));
    done += bytes;
  }
  return new Uint8Array(hash.digest());
});
