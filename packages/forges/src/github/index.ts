export * from "./create-github.ts";
