import { basename, dirname } from "node:path";
import { readTestReports } from "../../src/reports/index.ts";

// Run as a program of its own, with little memory: `node --max-old-space-size=… read-one-file.ts FILE`.
const file = process.argv[2] ?? "";
let largest = 0;
let count = 0;
const { totals, problems } = await readTestReports({
  root: dirname(file),
  patterns: [basename(file)],
  receive: (batch) => {
    count += batch.length;
    largest = Math.max(largest, batch.length, ...batch.map((found) => found.message?.length ?? 0));
  },
});
console.log(JSON.stringify({ totals, problems, largest, count }));
