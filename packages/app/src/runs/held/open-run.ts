import {
  type DeploymentRules,
  type ExecutionHandle,
  nobody,
  type Observer,
  type Orchestrator,
  type SecretSource,
  type StoredExecution,
  sameOwner,
} from "@headrace/engine";
import type { ExecutionPlan } from "@headrace/execution";
import type { Link } from "../links.ts";
import type { Sequences } from "../sequence/create-sequences.ts";
import type { DisposableTrees } from "../sources/sources.ts";
import type { GivenSecrets } from "../start/given-secrets.ts";
import { secretsGivenBefore } from "../start/secrets-of-run.ts";
import type { HeldRun } from "./held-run.ts";
import { notePhase } from "./observe-run.ts";
import { attemptsOf, secretNamesOf } from "./stored-run.ts";

export interface OpenRunOptions {
  readonly orchestrator: Pick<Orchestrator, "admit" | "resume">;
  readonly sequences: Pick<Sequences, "mend">;
  /** What gives stages their secrets. */
  secrets(link: Link, stored: StoredExecution): SecretSource;
  readonly givenSecrets: GivenSecrets;
  /** What its stages are held to that deploy; undefined where nothing keeps environments. */
  deploymentRules(link: Link, plan: ExecutionPlan): DeploymentRules | undefined;
  trees(link: Link, stored: StoredExecution): Promise<DisposableTrees | undefined>;
}

export interface OpenRunRequest {
  readonly stored: StoredExecution;
  readonly observer: Observer;
  /** Goes on with deployments that were interrupted. */
  readonly resumeDeployments: boolean;
}

/** Has the orchestrator start what is prepared, and go on with what was begun. Sets `run.trees`, which the caller releases. */
export async function openRun(
  options: OpenRunOptions,
  run: HeldRun,
  { stored, observer, resumeDeployments }: OpenRunRequest,
): Promise<ExecutionHandle> {
  const { orchestrator } = options;
  const { link } = run;
  const { executionId } = link;
  const isPrepared = sameOwner(stored.owner, nobody);
  for (const event of stored.events) notePhase(run, event, stored.plan);
  if (!isPrepared) await options.sequences.mend(executionId, attemptsOf(stored));
  // One that is taken up only to be ended is asked for nothing.
  if (run.refused !== undefined) {
    const secrets = new Map(secretNamesOf(stored).map((name) => [name, ""]));
    const cancel = { force: true, reason: "requested" } as const;
    return await orchestrator.resume({ executionId, secrets, observer, resumeDeployments: false, cancel });
  }
  const trees = await options.trees(link, stored);
  run.trees = trees;
  const secretSource = options.secrets(link, stored);
  const before = isPrepared ? [] : await secretsGivenBefore(secretSource, stored);
  const deploymentRules = options.deploymentRules(link, stored.plan);
  const request = {
    executionId,
    secrets: new Map([...before, ...(await options.givenSecrets.read(link))]),
    secretSource,
    ...(deploymentRules === undefined ? {} : { deploymentRules }),
    observer,
    ...(trees === undefined ? {} : { trees }),
  };
  if (isPrepared) return await orchestrator.admit({ ...request, stored });
  run.resumedWith = run.cancel;
  return await orchestrator.resume({
    ...request,
    resumeDeployments,
    ...(run.cancel === undefined ? {} : { cancel: run.cancel }),
  });
}
