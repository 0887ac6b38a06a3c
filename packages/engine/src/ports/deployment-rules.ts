import type { ApprovalDemand } from "@headrace/execution";
import type { SlotGroup } from "./slots.ts";

/**
 * The rules of the environments that stages deploy to. Asked where it counts: when a stage is let go on, and again each
 * time that an attempt of it is about to start, since rules and roles change while it waits.
 *
 * Contract:
 * - What it refuses ends with the outcome `rejected` and the reason, and is never run. What has begun goes on with its
 *   further attempts all the same.
 * - What it throws is a fault of the surroundings.
 */
export interface DeploymentRules {
  /** When the needs of the stage are settled and its condition holds. */
  review(deployment: DeploymentRequest): Promise<DeploymentReview>;
  /** When an attempt could start, before it takes a slot and once it has one. */
  admit(deployment: DeploymentRequest): Promise<DeploymentAdmission>;
}

export interface DeploymentRequest {
  readonly stage: string;
  readonly instance: string;
  readonly environment: string;
}

/** Says, in words for people, why nothing is deployed. */
export interface DeploymentRefusal {
  readonly kind: "refused";
  readonly reason: string;
}

export type DeploymentReview = DeploymentRefusal | { readonly kind: "allowed"; readonly approval?: ApprovalDemand };

export type DeploymentAdmission =
  | DeploymentRefusal
  | {
      readonly kind: "allowed";
      /** How long it has to wait since it was let go on; milliseconds. */
      readonly delay?: number;
      /** What it takes turns with beside its stage's own group. */
      readonly groups: readonly SlotGroup[];
    };
