export * from "./query-builder.ts";
export * from "./server-database.ts";
