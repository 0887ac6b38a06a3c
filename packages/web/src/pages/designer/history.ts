/** A text with what was selected in it. */
export interface Moment {
  readonly text: string;
  readonly selected: readonly string[];
  /** What led to it, for the undo button: "Add a stage". */
  readonly label: string;
  /** Changes with the same key that follow each other closely are one: the letters of a word. */
  readonly merge?: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** Everything that was ever written since the page was opened. Undoing gives the very text that was there. */
export interface History {
  readonly past: readonly Moment[];
  readonly present: Moment;
  /** Newest first. */
  readonly future: readonly Moment[];
}

/** Milliseconds within which changes of the same kind are one. */
const patience = 1_000;
/** Texts kept; older ones are forgotten. */
const most = 500;

export function beginHistory(text: string): History {
  return { past: [], present: { text, selected: [], label: "", at: 0 }, future: [] };
}

export function record(history: History, next: Moment): History {
  const { past, present } = history;
  if (next.text === present.text) return { ...history, present: { ...present, selected: next.selected } };
  const joins = next.merge !== undefined && next.merge === present.merge && next.at - present.at < patience;
  if (joins && past.length > 0) return { past, present: next, future: [] };
  return { past: [...past, present].slice(-most), present: next, future: [] };
}

export function undo(history: History): History {
  const { past, present, future } = history;
  const before = past.at(-1);
  if (before === undefined) return history;
  return { past: past.slice(0, -1), present: { ...before, at: 0 }, future: [present, ...future] };
}

export function redo(history: History): History {
  const { past, present, future } = history;
  const [next, ...rest] = future;
  if (next === undefined) return history;
  return { past: [...past, present], present: { ...next, at: 0 }, future: rest };
}

/** A selection is no change: undoing does not go through it. */
export function select(history: History, selected: readonly string[]): History {
  return { ...history, present: { ...history.present, selected } };
}
