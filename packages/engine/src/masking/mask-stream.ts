import { Buffer } from "node:buffer";
import { type Automaton, root } from "./automaton.ts";

/** Masks one stream of bytes. The output does not depend on how the input was cut into pieces. */
export interface MaskStream {
  /**
   * Takes the next bytes and gives what is safe to show. Held back is only the shortest suffix that
   * could still begin a secret; it is never given before it can no longer match.
   */
  write(chunk: Buffer): Buffer;
  /** Gives what is held back: the stream, or the step that wrote it, has ended. */
  end(): Buffer;
}

/** A run of bytes to replace, in positions of the whole stream; `end` is exclusive. */
interface Run {
  start: number;
  end: number;
}

const nothing = Buffer.alloc(0);

export function createMaskStream(automaton: Automaton, mask: string): MaskStream {
  const replacement = Buffer.from(mask, "utf8");
  let version = automaton.version;
  let state = root;
  /** Bytes that could begin a secret, not given yet. */
  let held: Buffer = nothing;
  /** The position of the first byte of `held`. */
  let position = 0;
  /** Runs that reach into what is held or come after it, in order, without overlap. */
  let runs: Run[] = [];
  /** Everything before this position has been given, or replaced by a mask already given. */
  let given = 0;

  function found(end: number, length: number): void {
    const run = { start: end - length, end };
    for (let last = runs.at(-1); last !== undefined && last.end > run.start; last = runs.at(-1)) {
      run.start = Math.min(run.start, last.start);
      runs.pop();
    }
    runs.push(run);
  }

  function write(chunk: Buffer): Buffer {
    if (automaton.size === 0 || chunk.length === 0) return chunk;
    if (version !== automaton.version) restart();

    const base = position + held.length;
    state = automaton.scan(state, chunk, (end, length) => found(base + end, length));
    const total = base + chunk.length;
    const safe = total - automaton.depth(state);

    if (held.length === 0 && runs.length === 0 && given <= position) {
      position = safe;
      given = safe;
      if (safe === total) return chunk;
      held = chunk.subarray(safe - base);
      return chunk.subarray(0, safe - base);
    }
    const bytes = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    const output = release(bytes, safe);
    held = bytes.subarray(safe - position);
    position = safe;
    return output;
  }

  /** Gives the bytes before `safe`, with the runs that begin there replaced. */
  function release(bytes: Buffer, safe: number): Buffer {
    const pieces: Buffer[] = [];
    let settled = 0;
    for (const run of runs) {
      if (run.start >= safe) break;
      // A run that began before what is given now only grew: its mask has been given already.
      if (run.start >= given) {
        if (run.start > given) pieces.push(bytes.subarray(given - position, run.start - position));
        pieces.push(replacement);
      }
      given = Math.max(given, run.end);
      if (run.end <= safe) settled += 1;
    }
    if (settled > 0) runs = runs.slice(settled);
    if (given < safe) {
      pieces.push(bytes.subarray(given - position, safe - position));
      given = safe;
    }
    return pieces.length === 1 ? (pieces[0] ?? nothing) : Buffer.concat(pieces);
  }

  /** New needles: what is held back may begin one of them too. */
  function restart(): void {
    version = automaton.version;
    runs = runs.filter((run) => run.start < position);
    state = automaton.scan(root, held, (end, length) => found(position + end, length));
  }

  function end(): Buffer {
    if (version !== automaton.version) restart();
    const total = position + held.length;
    const output = release(held, total);
    held = nothing;
    position = total;
    given = total;
    runs = [];
    state = root;
    return output;
  }

  return { write, end };
}
