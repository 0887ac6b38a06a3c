/** The status of an execution in a list, in the words that statuses are shown by. */
export function statusOfExecution({
  outcome,
  state,
  awaitsApproval,
}: {
  readonly outcome?: string | undefined;
  readonly state: string;
  readonly awaitsApproval: boolean;
}): string {
  return outcome ?? (awaitsApproval ? "asking" : state);
}
