import { server } from "./001-server/index.ts";
import { rates } from "./002-rates.ts";
import { connections } from "./003-connections.ts";
import { auditAppendOnly } from "./append-only.ts";
import type { Migration } from "./migration.ts";

export const serverMigrations: readonly Migration[] = [
  { text: server, ...auditAppendOnly },
  { text: rates, sqlite: [], postgres: [] },
  { text: connections, sqlite: [], postgres: [] },
];
