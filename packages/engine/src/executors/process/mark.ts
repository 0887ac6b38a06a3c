/**
 * The one variable that Headrace adds to a step's environment. A process that leaves its process
 * group (`setsid`, a daemon) keeps the environment it was started with, so where there is no
 * control group this is how it is found, by this process or, after a crash, by the next one.
 *
 * The value is a list of tokens, outermost first: a `headrace run` inside a stage hands on the
 * tokens it was itself started with, so that the outer run finds what the inner one started.
 */
export const markVariable = "HEADRACE_EXECUTION_MARK";

/** One stage session of one process; unique on the machine. */
export interface Mark {
  readonly executionId: string;
  /** Random, of the executor that made it: tells a living run's processes from a dead one's. */
  readonly nonce: string;
  /** Counts the sessions of that executor. */
  readonly session: number;
}

export function markToken(mark: Mark): string {
  return `${mark.executionId}/${mark.nonce}.${mark.session}`;
}

/** `inherited` is the value this process itself was started with, if any. */
export function markValue(mark: Mark, inherited: string | undefined): string {
  const token = markToken(mark);
  return inherited === undefined || inherited === "" ? token : `${inherited},${token}`;
}

export function tokensOf(value: string): readonly string[] {
  return value.split(",");
}

/** Whether a token was made by the executor with this nonce. */
export function isMadeBy(token: string, nonce: string): boolean {
  return token.includes(`/${nonce}.`);
}

/** Whether a token is of this execution, made by another executor than the one with this nonce. */
export function isLeftoverOf(token: string, executionId: string, ownNonce: string): boolean {
  return token.startsWith(`${executionId}/`) && !isMadeBy(token, ownNonce);
}
