import type { MatrixValues } from "@headrace/pipeline";
import { evaluateTemplate } from "@headrace/pipeline";
import type { ApprovalRequested, StageQueued } from "../events.ts";
import type { ConcurrencyGroup } from "../plan-types.ts";
import { type Inquest, messageOf, scopeWhen, type Verdict } from "./judge.ts";

export interface Judged {
  readonly instance: string;
  readonly matrix?: MatrixValues;
}

/** What becomes of an instance whose condition holds; in words what of it cannot be evaluated. */
export function releasedEvent(
  inquest: Inquest & { readonly now: number },
  { instance, matrix }: Judged,
  { outlivesCancel }: Extract<Verdict, { kind: "run" }>,
): StageQueued | ApprovalRequested | string {
  const { stage, state, definition } = inquest;
  const evaluated = evaluateKeys(inquest, matrix);
  if (typeof evaluated === "string") return evaluated;
  const { instructions, concurrency, environment } = evaluated;
  const released = {
    stage: stage.id,
    instance,
    ...(matrix === undefined ? {} : { matrix }),
    ...(outlivesCancel ? { outlivesCancel: true } : {}),
    ...(concurrency === undefined ? {} : { concurrency }),
    ...(environment === undefined ? {} : { environment }),
  };
  const { approval } = definition;
  if (approval === undefined) return { type: "stage.queued", ...released };
  return {
    type: "approval.requested",
    ...released,
    approvers: approval.approvers,
    minimum: approval.minimum,
    preventSelfApproval: approval.preventSelfApproval,
    commit: state.plan.git.commit,
    digest: state.plan.digest,
    ...(instructions === undefined ? {} : { instructions }),
    ...(approval.timeout === undefined ? {} : { expiresAt: inquest.now + approval.timeout }),
  };
}

interface EvaluatedKeys {
  readonly instructions?: string;
  readonly concurrency?: ConcurrencyGroup;
  readonly environment?: string;
}

function evaluateKeys(inquest: Inquest, matrix: MatrixValues | undefined): EvaluatedKeys | string {
  const { approval, concurrency, environment } = inquest.definition;
  if (approval?.instructions === undefined && concurrency === undefined && environment === undefined) return {};
  const scope = scopeWhen(inquest, matrix, inquest.state.status === "cancelling");
  try {
    // An empty group is none: what takes turns has to have a name.
    const group = concurrency === undefined ? "" : evaluateTemplate(concurrency.group, scope);
    const instructions =
      approval?.instructions === undefined ? undefined : evaluateTemplate(approval.instructions, scope);
    return {
      ...(environment === undefined ? {} : { environment: evaluateTemplate(environment.name, scope) }),
      ...(instructions === undefined ? {} : { instructions }),
      ...(concurrency === undefined || group === "" ? {} : { concurrency: { ...concurrency, group } }),
    };
  } catch (error) {
    return `what is needed before it starts cannot be evaluated: ${messageOf(error)}`;
  }
}
