import { server } from "./001-server.ts";

export const serverMigrations: readonly string[] = [server];
