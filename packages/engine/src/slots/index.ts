export * from "./create-slots.ts";
