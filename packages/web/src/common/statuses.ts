/** How a status looks everywhere: its shape, its colour among the tokens, its word. */
export interface Status {
  readonly shape: StatusShape;
  readonly colour: StatusColour;
  readonly word: string;
}

export type StatusShape =
  | "check"
  | "cross"
  | "clock"
  | "plug"
  | "ring"
  | "dots"
  | "hourglass"
  | "hand"
  | "dash"
  | "leaf"
  | "slash"
  | "question";

export type StatusColour =
  | "success"
  | "failed"
  | "timed-out"
  | "infrastructure"
  | "accent"
  | "queued"
  | "waiting"
  | "skipped"
  | "reused";

const statuses = {
  success: { shape: "check", colour: "success", word: "success" },
  approved: { shape: "check", colour: "success", word: "approved" },
  failed: { shape: "cross", colour: "failed", word: "failed" },
  outOfMemory: { shape: "cross", colour: "failed", word: "out of memory" },
  timedOut: { shape: "clock", colour: "timed-out", word: "timed out" },
  expired: { shape: "clock", colour: "timed-out", word: "expired" },
  infrastructure: { shape: "plug", colour: "infrastructure", word: "infrastructure" },
  running: { shape: "ring", colour: "accent", word: "running" },
  cancelling: { shape: "ring", colour: "queued", word: "cancelling" },
  retrying: { shape: "ring", colour: "waiting", word: "retrying" },
  queued: { shape: "dots", colour: "queued", word: "queued" },
  pending: { shape: "dots", colour: "queued", word: "not begun" },
  waiting: { shape: "hourglass", colour: "queued", word: "waiting" },
  asking: { shape: "hand", colour: "waiting", word: "waiting for approval" },
  interrupted: { shape: "hand", colour: "waiting", word: "waiting for a deployer" },
  skipped: { shape: "dash", colour: "skipped", word: "skipped" },
  reused: { shape: "leaf", colour: "reused", word: "reused" },
  cancelled: { shape: "slash", colour: "queued", word: "cancelled" },
  rejected: { shape: "slash", colour: "failed", word: "rejected" },
  unknown: { shape: "question", colour: "queued", word: "unknown" },
} as const satisfies Readonly<Record<string, Status>>;

export type StatusName = keyof typeof statuses;

/** Of an outcome, a status or a state as the API names them; `unknown` for what a later version may say. */
export function statusOf(name: string): Status {
  return isStatusName(name) ? statuses[name] : statuses.unknown;
}

function isStatusName(name: string): name is StatusName {
  return Object.hasOwn(statuses, name);
}
