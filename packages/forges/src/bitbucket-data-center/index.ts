export * from "./create-bitbucket-data-center.ts";
