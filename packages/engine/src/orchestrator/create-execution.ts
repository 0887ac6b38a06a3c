import { join } from "node:path";
import type { ExecutionEvent, ExecutionPlan, ExecutionState } from "@headrace/execution";
import { createMasker } from "../masking/masker.ts";
import type { AttemptOptions } from "./attempt.ts";
import { type Execution, keptMasksOf } from "./execution.ts";
import { createKeptMasks } from "./kept-masks.ts";
import type { RequestBase } from "./orchestrator-requests.ts";
import { createScribe } from "./scribe.ts";
import type { EngineServices } from "./services.ts";
import { messageOf } from "./step-runner.ts";

const defaults: AttemptOptions = { cache: true, gracePeriod: 10_000 };

export function createExecution(
  services: EngineServices,
  request: RequestBase & { plan: ExecutionPlan; projectDirectory: string; state: ExecutionState },
): Execution {
  const { plan, observer, secrets } = request;
  const masker = createMasker();
  for (const [name, value] of secrets) {
    const notice = masker.add(name, value);
    if (notice !== null) observer.notice?.(notice.message);
  }
  const temporaryDirectory = join(services.workspacesDirectory, `headrace-${plan.executionId}`);
  const kept = createKeptMasks(keptMasksOf(temporaryDirectory));
  try {
    for (const value of kept.read()) masker.add("::add-mask::", value);
  } catch (error) {
    observer.notice?.(`What steps had masked before may be shown: ${messageOf(error)}.`);
  }
  const scribe = createScribe({
    executionId: plan.executionId,
    state: request.state,
    journal: services.journal,
    clock: services.clock,
    onEvent: (event: ExecutionEvent, state: ExecutionState) => observer.event?.(event, state),
  });
  return {
    services: { ...services, ...services.ownOf?.(plan.executionId) },
    plan,
    scribe,
    observer,
    masker,
    secrets,
    ...(request.secretSource === undefined ? {} : { secretSource: request.secretSource }),
    ...(request.deploymentRules === undefined ? {} : { deploymentRules: request.deploymentRules }),
    projectDirectory: request.projectDirectory,
    ...(request.trees === undefined ? {} : { trees: request.trees }),
    temporaryDirectory,
    spareStepDirectories: [],
    keepMask: (value) => {
      try {
        kept.keep(value);
      } catch (error) {
        // The run itself masks it all the same.
        observer.notice?.(`After a crash, what a step had masked may be shown: ${messageOf(error)}.`);
      }
    },
    options: { ...defaults, ...request.options },
    stages: new Map(plan.pipeline.stages.map((stage) => [stage.id, stage])),
  };
}
