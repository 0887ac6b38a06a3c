// Loaded before the command: says at its end how often a log waited for the disk, and how the database does.
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { DatabaseSync } from "node:sqlite";

let syncs = 0;
const { fdatasyncSync } = fs;
fs.fdatasyncSync = (file) => {
  syncs += 1;
  fdatasyncSync(file);
};
syncBuiltinESMExports();

const { close } = DatabaseSync.prototype;
DatabaseSync.prototype.close = function (this: DatabaseSync) {
  const { synchronous } = this.prepare("PRAGMA synchronous").get() ?? {};
  process.stderr.write(`synchronous ${synchronous}, ${syncs > 0 ? "logs synced" : "logs not synced"}\n`);
  close.call(this);
};
