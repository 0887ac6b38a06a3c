export * from "./access/index.ts";
export type { App, AppOptions } from "./app.ts";
export { type CreateAppOptions, createApp } from "./create-app.ts";
export { readExecutionLogs } from "./logs/operations.ts";
export * from "./operations/index.ts";
export { trimAuditLog } from "./audit/trim-audit-log.ts";
export { type FirstStart, type FirstStartOptions, ownerSignInLink, prepareFirstStart } from "./people/first-start.ts";
export * from "./problems/index.ts";
export { largestDelivery } from "./webhooks/webhooks.ts";
