import type { ModelPath } from "../diagnostics/diagnostic.ts";

/** Why a gesture is not performed. */
export type RefusalReason =
  /** The text is broken, or its `stages` are no mapping. */
  | "unreadable"
  | "unknown-stage"
  | "unknown-stage-type"
  | "bad-name"
  | "name-taken"
  | "self"
  | "duplicate"
  | "cycle"
  | "not-connected"
  /** The path leads nowhere, or through a value that has no members. */
  | "bad-path"
  /** The clipboard holds no stages. */
  | "nothing-to-paste"
  /** What would change is written once for several places, by an anchor. */
  | "shared"
  /** The text is laid out in a way that cannot be edited without touching the rest. */
  | "layout";

/** A gesture that is not performed, with one sentence that says why. */
export interface Refusal {
  readonly kind: "refused";
  readonly reason: RefusalReason;
  readonly message: string;
  /** Where in the model. */
  readonly path?: ModelPath;
  /** Of a refused connection: the stages of the cycle it would close, in the order of work. */
  readonly cycle?: readonly string[];
}

/** Carries a refusal out of the depth of an edit; never leaves this room. */
export class Refused extends Error {
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.message);
    this.name = "Refused";
    this.refusal = refusal;
  }
}

export function refuse(
  reason: RefusalReason,
  message: string,
  more: { readonly path?: ModelPath; readonly cycle?: readonly string[] } = {},
): Refused {
  return new Refused({ kind: "refused", reason, message, ...more });
}
