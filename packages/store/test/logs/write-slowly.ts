// Writes 3,000 lines on two streams, in pieces that end anywhere, with pauses: `DIRECTORY ID finish|hang`.
import { setTimeout as wait } from "node:timers/promises";
import { createMasker, createStepLog } from "@headrace/engine";
import { createFileLogStore } from "@headrace/store";

const [directory = "", executionId = "", mode = ""] = process.argv.slice(2);
const store = createFileLogStore({ directory, clock: { now: () => Date.now() } });
const writer = store.create({ executionId, instance: "build", attempt: 1 });
const log = createStepLog({ writer, masker: createMasker() });

for (let line = 0; line < 3000; line += 1) {
  const text = Buffer.from(`${line % 3 === 2 ? "err" : "out"} ${line}\n`);
  const stream = line % 3 === 2 ? "stderr" : "stdout";
  const middle = line % text.length;
  log.write(stream, text.subarray(0, middle));
  log.write(stream, text.subarray(middle));
  if (line % 100 === 0) await wait(5);
}
if (mode === "finish") {
  log.close();
  writer.close();
} else {
  // Nobody calls flush: what the timer wrote must be enough.
  await wait(150);
  process.stdout.write("written\n");
  setInterval(() => {}, 1000);
}
