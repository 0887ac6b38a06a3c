export * from "./read-coverage.ts";
export * from "./read-test-reports.ts";
export * from "./report-problem.ts";
export * from "./test-case.ts";
