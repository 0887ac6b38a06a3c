import type { Clock, IdSource, Orchestrator } from "@headrace/engine";
import type { ExecutionPlan } from "@headrace/execution";
import type { Store } from "@headrace/store";
import type { ServerTables } from "@headrace/store/server";
import { refuseWithoutMinutes } from "../../limits/refuse-without-minutes.ts";
import { Problem } from "../../problems/problem.ts";
import { refuseProtectedBranch } from "../../repositories/refuse-protected-branch.ts";
import { isUniqueViolation } from "../../values/is-unique-violation.ts";
import type { Conductor } from "../conductor.ts";
import type { Controlling } from "../held/controlling.ts";
import { heldRun } from "../held/held-run.ts";
import type { Holding } from "../held/holding.ts";
import { deleteLink, insertLink } from "../links.ts";
import type { RunRequest, StartedRun } from "../runs.ts";
import type { Admission } from "../turns/admission.ts";
import type { RunLimits } from "../turns/limits.ts";
import type { GivenSecrets } from "./given-secrets.ts";
import { linkFor } from "./link-for.ts";
import { type PrepareRunOptions, prepareRun } from "./prepare-run.ts";
import { refuseSecondRollback } from "./refuse-second-rollback.ts";

export interface StartRunOptions {
  readonly tables: ServerTables;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly journal: Pick<Store["journal"], "takeNumber">;
  readonly preparing: Omit<PrepareRunOptions, "takeNumber" | "refuse">;
  readonly limits: RunLimits;
  readonly admission: Admission;
  readonly holding: Holding;
  readonly givenSecrets: GivenSecrets;
  readonly orchestrator: Orchestrator;
  readonly conductor: Conductor;
  readonly controlling: Pick<Controlling, "supersede">;
}

/** Executions of one organization that wait at most. */
const mostWaiting = 10_000;

/** Plans and stores an execution, and gives it to the conductor. Throws what `Runs.start` throws. */
export async function startRun(options: StartRunOptions, request: RunRequest): Promise<StartedRun> {
  const { tables, clock, journal, limits, admission, conductor } = options;
  const { organizationId } = request;
  await limits.refresh(organizationId);
  await refuseWithoutMinutes(tables, { organizationId, now: clock.now() });
  if (admission.waiting(organizationId) >= mostWaiting) {
    throw new Problem("limit-reached", `${mostWaiting} executions of this organization wait already`, {
      mend: "wait until some have run, or cancel them",
    });
  }
  const prepared = await prepareRun(
    {
      ...options.preparing,
      takeNumber: (pipeline) => journal.takeNumber(pipeline),
      refuse: (asked, on) => refuseProtectedBranch(options, asked, on),
    },
    request,
  );
  refuseByHand(prepared.plan, request);
  const { plan, definition, source } = prepared;
  const link = linkFor(request, prepared, clock.now());
  // First of all: an execution that nobody knows of would never be taken up again.
  try {
    await insertLink(tables, link, options.holding.owner);
  } catch (error) {
    const { rollback } = link.detail;
    if (rollback !== undefined && isUniqueViolation(error)) await refuseSecondRollback(tables, rollback.environmentId);
    throw error;
  }
  try {
    await options.givenSecrets.keep(link, prepared.givenSecrets);
    await options.orchestrator.prepare({
      plan,
      source: definition.text,
      sourcePath: definition.path,
      projectDirectory: source.projectDirectory,
      secretNames: [...prepared.givenSecrets.keys()],
      ...(request.rerunOf === undefined ? {} : { rerunOf: request.rerunOf }),
    });
  } catch (error) {
    await deleteLink(tables, plan.executionId);
    throw error;
  }
  const isStarted = await conductor.enter(heldRun(link));
  await options.controlling.supersede(link);
  return { id: plan.executionId, number: plan.number, state: isStarted ? "running" : "queued" };
}

/** A pipeline may say that people do not start it. What it ran for something else they may run again. */
function refuseByHand({ pipeline }: ExecutionPlan, { event, pipelineId, rerunOf }: RunRequest): void {
  if (event !== "manual" || pipelineId === undefined || rerunOf !== undefined) return;
  if (pipeline.triggers?.manual !== false) return;
  throw new Problem("conflict", "this pipeline is not started by hand: its `triggers.manual` is false", {
    mend: "let its triggers start it, or say `manual: true`",
  });
}
