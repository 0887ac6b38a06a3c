export * from "./install-hook.ts";
