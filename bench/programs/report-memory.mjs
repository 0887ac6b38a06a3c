import { writeFileSync } from "node:fs";

// Loaded into a program that is measured: writes its peak resident memory, in KiB, to the file it was told.
process.on("exit", () => writeFileSync(process.env.HEADRACE_BENCH_MEMORY, String(process.resourceUsage().maxRSS)));
