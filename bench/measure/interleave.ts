/**
 * Runs all subjects in turn, A B C A B C, so that what else the machine does meets them alike; the first round warms
 * the caches of the disk and is not counted. Gives each subject's results, in the order of the subjects.
 */
export async function interleave<Result>(
  rounds: number,
  subjects: readonly (() => Promise<Result>)[],
): Promise<readonly (readonly Result[])[]> {
  const results = subjects.map((): Result[] => []);
  for (let round = 0; round <= rounds; round += 1) {
    for (const [index, run] of subjects.entries()) {
      const result = await run();
      if (round > 0) results[index]?.push(result);
    }
  }
  return results;
}
