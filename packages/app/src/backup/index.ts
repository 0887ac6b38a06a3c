export { type Restored, type RestoreBackupOptions, restoreBackup } from "./restore-backup.ts";
export { readTables } from "./read-tables.ts";
export { type WriteBackupOptions, writeBackup } from "./write-backup.ts";
