// A process that serves one PostgreSQL to all tests of a run, until it is told to end or the run is gone.
import { renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isThere, startPostgres } from "./embedded.ts";

const [directory = "", run = ""] = process.argv.slice(2);
const postgres = await startPostgres();
const end = async (): Promise<void> => {
  await postgres[Symbol.asyncDispose]();
  rmSync(directory, { recursive: true, force: true });
  process.exit();
};
process.once("SIGTERM", end);
const info = join(directory, "server.json");
writeFileSync(`${info}.new`, JSON.stringify({ url: postgres.url, pid: process.pid }));
renameSync(`${info}.new`, info);
setInterval(() => isThere(Number(run)) || end(), 1_000);
