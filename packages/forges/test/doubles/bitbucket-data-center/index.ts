export { call } from "./settings-routes.ts";
export * from "./world.ts";
