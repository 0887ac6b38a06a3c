export * from "./kept-query.ts";
export * from "./open-server-tables.ts";
export * from "./schema.ts";
