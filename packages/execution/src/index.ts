export * from "./actions.ts";
export * from "./events.ts";
export * from "./outcome.ts";
export * from "./plan-types.ts";
export * from "./state-types.ts";
