export * from "./create-bitbucket-cloud.ts";
export type { BitbucketCloudCredentials } from "./credentials.ts";
export { stateOfResult } from "./states.ts";
