// Doubles of the hosts of code, for the tests of other packages than theirs.

export {
  type BitbucketDouble,
  type Fault,
  startBitbucketDouble,
} from "../../packages/forges/test/doubles/bitbucket-cloud/start-double.ts";
export * from "../../packages/forges/test/doubles/bitbucket-cloud/world.ts";
export * as onDataCenter from "../../packages/forges/test/doubles/bitbucket-data-center/index.ts";
export {
  type DataCenterDouble,
  startDataCenterDouble,
} from "../../packages/forges/test/doubles/bitbucket-data-center/start-double.ts";
export { type GitHubDouble, startGitHubDouble } from "../../packages/forges/test/doubles/github/start-double.ts";
export * as onGitHub from "../../packages/forges/test/doubles/github/world.ts";
export { commitTo, fileAt, type Tree } from "../../packages/forges/test/doubles/tree.ts";
