import { type Html, html } from "./html.ts";

const marks: Readonly<Record<string, readonly [shape: string, word: string]>> = {
  success: ["✓", "success"],
  failed: ["✗", "failed"],
  timedOut: ["◷", "timed out"],
  outOfMemory: ["✗", "out of memory"],
  infrastructure: ["⌁", "infrastructure"],
  cancelled: ["⊘", "cancelled"],
  rejected: ["⊘", "rejected"],
  skipped: ["–", "skipped"],
  running: ["●", "running"],
  queued: ["○", "queued"],
  pending: ["○", "not begun"],
  waiting: ["?", "waiting"],
  retrying: ["↻", "retrying"],
  cancelling: ["⊘", "cancelling"],
};

/** The shape and the word of a state; each has a class for its colour. */
export function status(state: string): Html {
  const [shape, word] = marks[state] ?? ["?", state];
  return html`<span class="status ${state}"><span aria-hidden="true">${shape}</span> ${word}</span>`;
}
