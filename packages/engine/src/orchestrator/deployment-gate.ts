import { type EventBody, instanceOf, withApprovalDemand } from "@headrace/execution";
import type { SlotGroup } from "../ports/index.ts";
import type { AttemptReference, Execution } from "./execution.ts";

/** Holds what deploys to the rules of its environment. */
export interface DeploymentGate {
  /** What is recorded in place of events that would let instances go on. */
  review(bodies: readonly EventBody[]): Promise<readonly EventBody[]>;
  /** Whether the attempt may start, after the environment's waiting time; null when it was given up before that. */
  admit(start: AttemptReference): Promise<GateAnswer | null>;
  /** Stops waiting: of one instance, or of all. */
  giveUp(instance?: string): void;
}

export type GateAnswer =
  | { readonly kind: "allowed"; readonly groups: readonly SlotGroup[] }
  | { readonly kind: "refused"; readonly reason: string };

const free: GateAnswer = { kind: "allowed", groups: [] };

/** Without rules everything may go everywhere. */
export function createDeploymentGate({ deploymentRules: rules, scribe, services, plan }: Execution): DeploymentGate {
  const waiting = new Map<string, () => void>();

  async function reviewed(body: EventBody): Promise<EventBody> {
    if (rules === undefined || (body.type !== "stage.queued" && body.type !== "approval.requested")) return body;
    const { stage, instance, environment } = body;
    if (environment === undefined) return body;
    const review = await rules.review({ stage, instance, environment });
    if (review.kind === "refused") return rejection({ stage, instance, attempt: 0 }, environment, review.reason);
    return review.approval === undefined
      ? body
      : withApprovalDemand(body, review.approval, { plan, now: services.clock.now() });
  }

  /** False when it was given up. */
  async function pause(instance: string, until: number): Promise<boolean> {
    for (;;) {
      const left = until - services.clock.now();
      if (left <= 0) return true;
      const { promise, resolve } = Promise.withResolvers<boolean>();
      const timer = setTimeout(() => resolve(true), Math.min(left, longestTimer));
      waiting.set(instance, () => resolve(false));
      const goesOn = await promise;
      clearTimeout(timer);
      waiting.delete(instance);
      if (!goesOn) return false;
    }
  }

  return {
    review: async (bodies) => await Promise.all(bodies.map(reviewed)),

    async admit({ stage, instance }) {
      const now = instanceOf(scribe.state, stage, instance);
      if (rules === undefined || now?.environment === undefined) return free;
      const admission = await rules.admit({ stage, instance, environment: now.environment });
      // Another attempt goes on with what was begun: without it nothing would roll back what half of it did.
      if (admission.kind === "refused") return now.status === "retrying" ? free : admission;
      const { delay = 0, groups } = admission;
      if (delay > 0 && !(await pause(instance, (now.queuedAt ?? 0) + delay))) return null;
      return { kind: "allowed", groups };
    },

    giveUp(instance) {
      if (instance !== undefined) waiting.get(instance)?.();
      else for (const wake of waiting.values()) wake();
    },
  };
}

/** The end of what may not be deployed. A refusal is never an allowed failure. */
export function rejection(reference: AttemptReference, environment: string, reason: string): EventBody {
  return {
    type: "stage.finished",
    ...reference,
    outcome: "rejected",
    exitCode: null,
    durationMs: 0,
    allowed: false,
    outputs: {},
    message: reason,
    environment,
  };
}

/** A longer timer than this of Node's would end at once. Milliseconds. */
const longestTimer = 2 ** 31 - 1;
