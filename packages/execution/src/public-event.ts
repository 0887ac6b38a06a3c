import type { ExecutionEvent, StepPhase } from "./events.ts";

/**
 * An event as `--json` and the live streams give it: `{ seq, at, type, executionId, … }`, every time as
 * ISO 8601 in UTC with milliseconds. Documented in `docs/events.md`.
 */
export function publicEvent(event: ExecutionEvent): Record<string, unknown> {
  const { seq, at, type, executionId, ...body } = event;
  return { seq, at: publicTime(at), type, executionId, ...mapTimes(body) };
}

/** Beside `at`, the fields that hold epoch milliseconds. */
const timeFields: ReadonlySet<string> = new Set(["nextAttemptAt", "expiresAt"]);

function mapTimes(body: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(body).map(([name, value]): [string, unknown] => [
      name,
      timeFields.has(name) && typeof value === "number" ? publicTime(value) : value,
    ]),
  );
}

/**
 * The event that {@link publicEvent} made this of, once it has come over a wire as JSON. Believed: whoever reads it asked a
 * Headrace server for it, and `reduce` takes whatever comes.
 */
export function eventOfPublic(shown: unknown): ExecutionEvent {
  const { at, ...body } = Object(shown);
  const times = Object.entries(body).map(([name, value]) => [name, timeFields.has(name) ? moment(value) : value]);
  const event: ExecutionEvent = { ...Object.fromEntries(times), at: moment(at) };
  return event;
}

function moment(text: unknown): unknown {
  return typeof text === "string" ? Date.parse(text) : text;
}

/** The last time that a date can hold, in epoch milliseconds (ECMA-262, Time Values and Time Range). */
const lastTime = 8.64e15;

/** Null for what is no time. */
function publicTime(time: number): string | null {
  return Math.abs(time) <= lastTime ? new Date(time).toISOString() : null;
}

/** A line of a log as `--json` gives it among the events. It is no event: it is kept in the attempt's log. */
export interface PublicLogLine {
  /** That of the last event before it. */
  readonly seq: number;
  readonly at: string;
  readonly type: "log";
  readonly executionId: string;
  readonly stage: string;
  readonly instance: string;
  readonly attempt: number;
  readonly phase: StepPhase;
  /** Counts from 0 within its phase. */
  readonly step: number;
  readonly stream: "stdout" | "stderr";
  readonly line: number;
  readonly text: string;
}
