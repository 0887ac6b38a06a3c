import type { Outcome } from "@headrace/execution";
import type { Style } from "./style.ts";

/** A status as it is shown everywhere: a shape and a word, coloured where colours are wanted. */
export interface StatusMark {
  readonly shape: string;
  readonly word: string;
}

export type ShownStatus =
  | Outcome
  | "running"
  | "queued"
  | "waiting"
  | "asking"
  | "retrying"
  | "reused"
  | "allowed"
  | "interrupted";

const marks: Readonly<Record<ShownStatus, readonly [shape: string, word: string, color: keyof Style]>> = {
  success: ["✓", "success", "green"],
  failed: ["✗", "failed", "red"],
  outOfMemory: ["✗", "out of memory", "red"],
  timedOut: ["◷", "timed out", "yellow"],
  infrastructure: ["⌁", "infrastructure", "magenta"],
  cancelled: ["⊘", "cancelled", "dim"],
  rejected: ["⊘", "rejected", "red"],
  skipped: ["–", "skipped", "dim"],
  unknown: ["?", "unknown", "magenta"],
  running: ["●", "running", "cyan"],
  queued: ["○", "queued", "dim"],
  waiting: ["?", "waiting for a person", "yellow"],
  asking: ["?", "waiting for approval", "yellow"],
  interrupted: ["⌁", "interrupted", "magenta"],
  retrying: ["↻", "retrying", "yellow"],
  reused: ["♻", "reused", "green"],
  allowed: ["!", "failed, allowed", "yellow"],
};

export function statusMark(status: ShownStatus, style: Style): StatusMark {
  const [shape, word, color] = marks[status];
  return { shape: style[color](shape), word: style[color](word) };
}

/** The word alone, for lines of text. */
export function statusWord(status: ShownStatus): string {
  return marks[status][1];
}
