export * from "./create-bitbucket-cloud.ts";
export type { BitbucketCloudCredentials } from "./credentials.ts";
