import { server } from "./001-server.ts";
import { auditAppendOnly } from "./append-only.ts";
import type { Migration } from "./migration.ts";

export const serverMigrations: readonly Migration[] = [{ text: server, ...auditAppendOnly }];
