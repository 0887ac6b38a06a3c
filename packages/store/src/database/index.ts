export * from "./claim-due.ts";
export * from "./query-builder.ts";

export * from "./server-database.ts";
