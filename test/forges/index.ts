// Doubles of the hosts of code, for the tests of other packages than theirs.

export {
  type BitbucketDouble,
  startBitbucketDouble,
} from "../../packages/forges/test/doubles/bitbucket-cloud/start-double.ts";
export * from "../../packages/forges/test/doubles/bitbucket-cloud/world.ts";
