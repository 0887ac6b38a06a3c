import type { OutputOf } from "@headrace/app/client";
import { visibleText } from "../../common/visible-text.ts";

export type Failure = OutputOf<"executions.failure-summary">["failures"][number];

/** Why it failed, in one sentence for people. */
export function failureSentence(failures: readonly Failure[]): string {
  const real = failures.filter(({ allowed }) => !allowed);
  const [first] = real;
  if (first === undefined) return "It failed, and no stage says why.";
  const what = sentenceOf(first);
  if (real.length === 1) return what;
  return `${real.length} stages failed. The first: ${what}`;
}

function sentenceOf({ instance, outcome, failedTests, step, exitCode, signal, message }: Failure): string {
  const stage = visibleText(instance);
  if (failedTests.length > 0) {
    const [test] = failedTests;
    const name = visibleText(test?.name ?? "");
    return failedTests.length === 1
      ? `The test “${name}” failed in ${stage}.`
      : `${failedTests.length} tests failed in ${stage}, “${name}” first.`;
  }
  const where = step === undefined ? stage : `The step “${visibleText(step)}” of ${stage}`;
  switch (outcome) {
    case "timedOut":
      return `${where} took longer than it may.`;
    case "outOfMemory":
      return `${where} needed more memory than it may have.`;
    case "infrastructure":
      return `${stage} could not run: ${visibleText(message ?? "what runs it broke")}.`;
    case "rejected":
      return `${stage} was rejected${message === undefined ? "" : `: ${visibleText(message)}`}.`;
    default:
      if (signal !== undefined) return `${where} was ended by ${signal}.`;
      if (exitCode !== null && exitCode !== 0) return `${where} ended with exit code ${exitCode}.`;
      return `${where} failed${message === undefined ? "" : `: ${visibleText(message)}`}.`;
  }
}
