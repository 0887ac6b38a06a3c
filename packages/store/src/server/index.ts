export * from "./open-server-tables.ts";
export * from "./schema.ts";
