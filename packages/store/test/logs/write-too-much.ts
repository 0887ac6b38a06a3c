// Writes more than its file may hold and says what becomes of it: `DIRECTORY`.

import { HeadraceError } from "@headrace/pipeline";
import { createFileLogStore } from "@headrace/store";

const [directory = ""] = process.argv.slice(2);
const store = createFileLogStore({ directory, clock: { now: () => Date.now() } });
const writer = store.create({ executionId: "full", instance: "build", attempt: 1 });
const bytes = Buffer.from(`${"x".repeat(1023)}\n`.repeat(64));
for (let piece = 0; piece < 16; piece += 1) writer.append({ stream: "stdout", bytes, lineEnds: 64, open: false });
process.stdout.write("append went on\n");

function report(name: string, action: () => void): void {
  try {
    action();
    process.stdout.write(`${name}: quiet\n`);
  } catch (error) {
    process.stdout.write(`${name}: ${error instanceof HeadraceError ? error.code : String(error)}\n`);
  }
}
report("flush", () => writer.flush());
report("close", () => writer.close());
