import type { Sequences } from "../sequence/create-sequences.ts";
import type { LiveHub } from "./create-live.ts";
import type { LiveLines } from "./live.ts";

/** Lines on their way to those who watch. */
export interface LiveLinesOutlet {
  /** Hands them on once they are kept: within some milliseconds, or at once when there are many. */
  add(lines: LiveLines): void;
  /** Hands on what waits of an execution. */
  flush(executionId: string): void;
}

export interface LiveLinesOptions {
  readonly hub: LiveHub;
  readonly sequences: Pick<Sequences, "flush">;
}

/** Milliseconds; of the 100 within which a line is to be seen. Each write to the disk takes all that came meanwhile. */
const heldFor = 15;
/** Bytes of one execution. */
const mostHeld = 256 * 1024;

interface Held {
  readonly lines: LiveLines[];
  bytes: number;
  readonly timer: NodeJS.Timeout;
}

/**
 * Nobody is told of a line that a crash of the server could take back: whoever resumes at the line after the last that
 * he saw would then miss one, or see another under its number. So lines are flushed with their places before they are
 * handed on.
 */
export function createLiveLines({ hub, sequences }: LiveLinesOptions): LiveLinesOutlet {
  const held = new Map<string, Held>();

  function flush(executionId: string): void {
    const waiting = held.get(executionId);
    if (waiting === undefined) return;
    held.delete(executionId);
    clearTimeout(waiting.timer);
    sequences.flush(executionId);
    for (const lines of waiting.lines) hub.publish(executionId, lines);
  }

  return {
    add(lines) {
      const { executionId, bytes } = lines;
      let waiting = held.get(executionId);
      if (waiting === undefined) {
        waiting = { lines: [], bytes: 0, timer: setTimeout(flush, heldFor, executionId) };
        held.set(executionId, waiting);
      }
      waiting.lines.push(lines);
      waiting.bytes += bytes.length;
      if (waiting.bytes >= mostHeld) flush(executionId);
    },
    flush,
  };
}
