/** The status of an execution in a list, in the words that statuses are shown by. */
export function statusOfExecution({
  outcome,
  state,
  awaitsApproval,
  awaitsDeployer,
}: {
  readonly outcome?: string | undefined;
  readonly state: string;
  readonly awaitsApproval: boolean;
  readonly awaitsDeployer: boolean;
}): string {
  if (outcome !== undefined) return outcome;
  if (awaitsApproval) return "asking";
  return awaitsDeployer ? "interrupted" : state;
}
