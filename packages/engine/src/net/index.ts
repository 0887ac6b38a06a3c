export * from "./pinned-lookup.ts";
export * from "./public-address.ts";
export * from "./refuse-private-address.ts";
