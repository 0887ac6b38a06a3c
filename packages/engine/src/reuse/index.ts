export * from "./fingerprint.ts";
export * from "./inputs-digest.ts";
