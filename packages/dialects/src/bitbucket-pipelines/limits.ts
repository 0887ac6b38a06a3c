/** What Bitbucket Pipelines allows, and does unless told otherwise. */
export const limits = {
  /** https://support.atlassian.com/bitbucket-cloud/docs/limitations-of-bitbucket-pipelines/ */
  steps: 100,
  /** Minutes. https://support.atlassian.com/bitbucket-cloud/docs/step-options/#Max-time */
  longestTime: 720,
  usualTime: 120,
  /** Days. https://support.atlassian.com/bitbucket-cloud/docs/use-artifacts-in-steps/ */
  artifactRetention: 14,
  /** Days. https://support.atlassian.com/bitbucket-cloud/docs/cache-dependencies/ */
  cacheRetention: 7,
  // The rest stands in the schema of the vendor's own editor extension.
  services: 5,
  runnerLabels: 10,
  longestLabel: 50,
  longestConcurrencyGroup: 50,
  leastServiceMemory: 128,
} as const;

/** Bytes of memory that a step of each size has. https://support.atlassian.com/bitbucket-cloud/docs/step-options/#Size */
export const sizes: readonly (readonly [size: string, memory: number])[] = [
  ["1x", 4],
  ["2x", 8],
  ["4x", 16],
  ["8x", 32],
  ["16x", 64],
  ["32x", 128],
].map(([size, gibibytes]) => [String(size), Number(gibibytes) * 1024 ** 3]);
