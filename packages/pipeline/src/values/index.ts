export * from "./cron.ts";
export * from "./duration.ts";
export * from "./escape-glob.ts";
export * from "./glob.ts";
export * from "./size.ts";
export * from "./wildcard.ts";
