import { type AttemptResult, type EventBody, instanceOf } from "@headrace/execution";
import type { ReleaseSlot } from "../ports/index.ts";
import { createClaims } from "./claims.ts";
import { createDeploymentGate, type GateAnswer, rejection } from "./deployment-gate.ts";
import type { AttemptReference, Execution } from "./execution.ts";
import { isStartable } from "./is-startable.ts";
import { findReusable, mayBeReused, rememberResult } from "./reuse-phase.ts";

/** What attempts wait for before they start: a result that stands already, the rules of an environment, a slot. */
export interface Admissions {
  /** Whether slots are shared with others or grouped: then `decide` alone does not give them out. */
  readonly sharesSlots: boolean;
  /** Whether there is something to look for or to wait for before this start. */
  holdsBack(start: AttemptReference): boolean;
  /** Waits until it may start, and gives what ends its claim. Null when it does not start; why not is recorded then. */
  admit(start: AttemptReference): Promise<ReleaseSlot | null>;
  /** What is recorded in place of events that would let instances go on. */
  review(bodies: readonly EventBody[]): Promise<readonly EventBody[]>;
  /** Keeps the result of an attempt that may be reused by an equal stage later. */
  remember(start: AttemptReference, result: Pick<AttemptResult, "outcome" | "outputs">): Promise<void>;
  /** Stops waiting: of one instance, or of all. */
  giveUp(instance?: string): void;
}

export function createAdmissions(execution: Execution, onSuperseded: (start: AttemptReference) => void): Admissions {
  const { scribe } = execution;
  const claims = createClaims(execution, onSuperseded);
  const gate = createDeploymentGate(execution);
  /** By instance, of what may be reused later when it succeeds. */
  const fingerprints = new Map<string, string>();

  async function reuse(start: AttemptReference): Promise<boolean> {
    const { fingerprint, events } = await findReusable(execution, start);
    fingerprints.set(start.instance, fingerprint);
    if (events !== null) await scribe.record((state) => (isStartable(state, start) ? events : []));
    return events !== null;
  }

  async function takeSlot(start: AttemptReference): Promise<ReleaseSlot | null> {
    const before = await gate.admit(start);
    if (before?.kind !== "allowed") return await refuse(start, before);
    const release = claims === null ? noRelease : await claims.acquire(start, before.groups);
    if (release === null) return null;
    let isAllowed = false;
    try {
      // It may have waited long.
      const now = await gate.admit(start);
      isAllowed = now?.kind === "allowed";
      return isAllowed ? release : await refuse(start, now);
    } finally {
      if (!isAllowed) release();
    }
  }

  async function refuse(start: AttemptReference, answer: GateAnswer | null): Promise<null> {
    if (answer?.kind !== "refused") return null;
    await scribe.record((state) => {
      const { attempt = 0, environment = "" } = instanceOf(state, start.stage, start.instance) ?? {};
      return isStartable(state, start) ? [rejection({ ...start, attempt }, environment, answer.reason)] : [];
    });
    return null;
  }

  return {
    sharesSlots: claims !== null,

    holdsBack({ stage, instance }) {
      if (claims !== null || mayBeReused(execution, stage)) return true;
      const { environment } = instanceOf(scribe.state, stage, instance) ?? {};
      return execution.deploymentRules !== undefined && environment !== undefined;
    },

    async admit(start) {
      if (mayBeReused(execution, start.stage) && (await reuse(start))) return null;
      return await takeSlot(start);
    },

    review: (bodies) => gate.review(bodies),

    async remember(start, { outcome, outputs }) {
      const fingerprint = fingerprints.get(start.instance);
      if (outcome !== "success" || fingerprint === undefined) return;
      await rememberResult(execution, start, { fingerprint, outputs });
    },

    giveUp(instance) {
      claims?.giveUp(instance);
      gate.giveUp(instance);
    },
  };
}

const noRelease: ReleaseSlot = () => {};
