export { readTables } from "./read-tables.ts";
export { type RestoreBackupOptions, type Restored, restoreBackup } from "./restore-backup.ts";
export { type WriteBackupOptions, writeBackup } from "./write-backup.ts";
