import {
  type ApprovalState,
  type ExecutionEvent,
  type ExecutionState,
  type InstanceState,
  instanceOf,
  type Outcome,
} from "@headrace/execution";
import type { StoredApproval } from "../approvals/approval.ts";
import { derivedId } from "./derived-id.ts";

/** What one event changes in the tables that are kept of executions beside their events. */
export type Change =
  | {
      readonly kind: "approval";
      readonly id: string;
      readonly stage: string;
      readonly instance: string;
      readonly state: ApprovalRowState;
      readonly request: StoredApproval;
      readonly decisions: ApprovalState["decisions"];
      readonly requestedAt: number;
      readonly expiresAt?: number;
      readonly settledAt?: number;
    }
  | {
      readonly kind: "deployment-started";
      readonly id: string;
      readonly stage: string;
      readonly instance: string;
      readonly attempt: number;
      readonly environment: string;
      readonly commit: string;
      readonly at: number;
    }
  | {
      readonly kind: "deployment-ended";
      readonly instance: string;
      readonly attempt: number;
      readonly outcome: Outcome;
      readonly version?: string;
      readonly url?: string;
      readonly rolledBack?: boolean;
      readonly rollbackReason?: string;
      readonly at: number;
    };

export type ApprovalRowState = "waiting" | "approved" | "rejected" | "expired" | "cancelled";

/** `state` is what the event led to. Depends on nothing else, so that all can be made again from the events. */
export function changesOf(event: ExecutionEvent, state: ExecutionState): readonly Change[] {
  switch (event.type) {
    case "approval.requested":
      return approvalChange(event, state, undefined);
    case "approval.decided":
      return approvalChange(event, state, decidedBy(instanceOf(state, event.stage, event.instance)?.approval));
    case "approval.settled":
      return approvalChange(event, state, event.outcome);
    case "stage.skipped":
      return approvalChange(event, state, "cancelled");
    case "stage.started":
      if (event.environment === undefined) return [];
      return [
        {
          kind: "deployment-started",
          id: derivedId(event.at, event.executionId, event.instance, String(event.attempt), "deployment"),
          stage: event.stage,
          instance: event.instance,
          attempt: event.attempt,
          environment: event.environment,
          commit: state.plan.git.commit,
          at: event.at,
        },
      ];
    case "stage.retrying":
      if (!deploys(event, state)) return [];
      return [
        {
          kind: "deployment-ended",
          instance: event.instance,
          attempt: event.attempt,
          outcome: event.outcome,
          at: event.at,
        },
      ];
    // Its process died: what it did nobody knows. A person lets it run again, as another attempt.
    case "stage.waiting": {
      const instance = instanceOf(state, event.stage, event.instance);
      if (instance?.environment === undefined) return [];
      return [
        {
          kind: "deployment-ended",
          instance: event.instance,
          attempt: instance.attempt,
          outcome: "infrastructure",
          at: event.at,
        },
      ];
    }
    case "stage.finished": {
      const waited = approvalChange(event, state, "cancelled");
      if (event.attempt === 0 || !deploys(event, state)) return waited;
      const { version } = event.outputs;
      return [
        ...waited,
        {
          kind: "deployment-ended",
          instance: event.instance,
          attempt: event.attempt,
          outcome: event.outcome,
          ...(version === undefined ? {} : { version }),
          ...(event.environmentUrl === undefined ? {} : { url: event.environmentUrl }),
          ...(event.rolledBack === undefined ? {} : { rolledBack: event.rolledBack }),
          ...(event.rollbackReason === undefined ? {} : { rollbackReason: event.rollbackReason }),
          at: event.at,
        },
      ];
    }
    default:
      return [];
  }
}

/** What people have come to, as `approval.settled` will say next. */
function decidedBy(approval: ApprovalState | undefined): "approved" | "rejected" | undefined {
  if (approval === undefined) return undefined;
  if (approval.decisions.some(({ decision }) => decision === "reject")) return "rejected";
  return approval.decisions.length >= Math.max(1, approval.minimum) ? "approved" : undefined;
}

interface OfInstance {
  readonly stage: string;
  readonly instance: string;
  readonly executionId: string;
  readonly at: number;
}

function deploys({ stage, instance }: OfInstance, state: ExecutionState): boolean {
  return instanceOf(state, stage, instance)?.environment !== undefined;
}

/** Nothing for an instance that asked nobody, or whose approval was settled before. */
function approvalChange(
  { stage, instance, executionId, at }: OfInstance,
  state: ExecutionState,
  became: Exclude<ApprovalRowState, "waiting"> | undefined,
): readonly Change[] {
  const found = instanceOf(state, stage, instance);
  const approval = found?.approval;
  if (found === undefined || approval === undefined) return [];
  if (became === "cancelled" && approval.outcome !== undefined) return [];
  const { decisions, requestedAt, expiresAt } = approval;
  return [
    {
      kind: "approval",
      id: derivedId(requestedAt, executionId, instance, "approval"),
      stage,
      instance,
      state: became ?? "waiting",
      request: requestOf(found, approval, state),
      decisions,
      requestedAt,
      ...(expiresAt === undefined ? {} : { expiresAt }),
      ...(became === undefined ? {} : { settledAt: at }),
    },
  ];
}

function requestOf(instance: InstanceState, approval: ApprovalState, { plan }: ExecutionState): StoredApproval {
  const { approvers, minimum, parts, preventSelfApproval, instructions } = approval;
  const { matrix, environment } = instance;
  return {
    commit: plan.git.commit,
    digest: plan.digest,
    preventSelfApproval,
    parts: (parts ?? [{ from: "stage" as const, approvers, minimum: Math.max(1, minimum) }]).map((part) => ({
      ...part,
      approvers: [...part.approvers],
    })),
    ...(instructions === undefined ? {} : { instructions }),
    ...(environment === undefined ? {} : { environment }),
    ...(matrix === undefined ? {} : { matrix: { ...matrix } }),
  };
}
