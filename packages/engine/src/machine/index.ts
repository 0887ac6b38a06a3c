export * from "./describe-machine.ts";
