import type { ExecutionPlan } from "@headrace/execution";

/** Of the surrounding environment a step sees these and nothing more. */
const inherited = ["PATH", "LANG", "TZ", "TERM"] as const;

export interface EnvironmentFacts {
  readonly plan: ExecutionPlan;
  readonly stage: string;
  readonly attempt: number;
  readonly workspace: string;
  readonly home: string;
  /** Where people see the execution; empty where nobody shows it. */
  readonly executionUrl: string;
  /** The environment Headrace itself was started with. */
  readonly outside: Readonly<Record<string, string | undefined>>;
}

/** What every step sees before anything the pipeline names. */
export function baseEnvironment(facts: EnvironmentFacts): Record<string, string> {
  const { plan } = facts;
  const environment: Record<string, string> = {};
  for (const name of inherited) {
    const value = facts.outside[name];
    if (value !== undefined) environment[name] = value;
  }
  return {
    ...environment,
    HOME: facts.home,
    CI: "true",
    HEADRACE: "true",
    HEADRACE_EXECUTION_ID: plan.executionId,
    HEADRACE_EXECUTION_NUMBER: String(plan.number),
    ...(facts.executionUrl === "" ? {} : { HEADRACE_EXECUTION_URL: facts.executionUrl }),
    HEADRACE_PIPELINE: plan.pipeline.name,
    HEADRACE_STAGE: facts.stage,
    HEADRACE_ATTEMPT: String(facts.attempt),
    HEADRACE_BRANCH: plan.git.branch,
    HEADRACE_COMMIT: plan.git.commit,
    HEADRACE_TAG: plan.git.tag,
    HEADRACE_WORKSPACE: facts.workspace,
  };
}
