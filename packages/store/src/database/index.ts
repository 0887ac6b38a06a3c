export * from "./claim-due.ts";
export * from "./query-builder.ts";
export type { Row } from "./row.ts";
export * from "./server-database.ts";
