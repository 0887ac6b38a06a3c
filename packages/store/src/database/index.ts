export * from "./claims.ts";
export * from "./query-builder.ts";

export * from "./server-database.ts";
