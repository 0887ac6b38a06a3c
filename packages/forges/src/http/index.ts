export * from "./clock.ts";
export * from "./create-forge-http.ts";
export * from "./credentials.ts";
export * from "./forge-error.ts";
export type * from "./forge-http.ts";
export * from "./path.ts";
export * from "./renewed-grant.ts";
export * from "./request-budget.ts";
