export * from "./execution-report.ts";
export * from "./failing-lines.ts";
export * from "./where-time-went.ts";
