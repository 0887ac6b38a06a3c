export * from "./store-artifact.ts";
export * from "./unpack-artifact.ts";
