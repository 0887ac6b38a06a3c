import { Buffer } from "node:buffer";
import { createAutomaton, root } from "./automaton.ts";
import { createMaskStream, type MaskStream } from "./mask-stream.ts";
import { needlesOf } from "./needles.ts";

/** What stands where a secret was. */
export const mask = "***";

/** Values shorter than this many characters are not masked: they would black out innocent text. */
export const shortestSecret = 6;

const asterisk = 0x2a;

/** Why a value is not masked; given once for each name. */
export interface MaskNotice {
  readonly name: string;
  readonly reason: "short";
  /** For people; does not contain the value. */
  readonly message: string;
}

/** Hides the secrets of one execution in everything that is shown or stored. */
export interface Masker {
  /**
   * Masks a value, and the forms in which programs print it, from now on, in the streams that are
   * open too. White space around the value does not count. Returns why it is not masked, once.
   */
  add(name: string, value: string): MaskNotice | null;
  /** Masks one output stream, whatever the pieces in which it comes. */
  stream(): MaskStream;
  /** The text with every secret replaced; the same string when there is none. */
  maskText(text: string): string;
  /**
   * As `maskText`, of a text whose end was cut off: what could be the beginning of a secret there is left out, since
   * half a secret is recognized by nobody but its reader.
   */
  maskBeginning(text: string): string;
  containsSecret(text: string): boolean;
  /** The same number of bytes, with a `*` for each that belongs to a secret: places in it stay what they were. */
  cover(bytes: Uint8Array): Uint8Array;
  /** Bytes of the longest text that is masked: a secret that is cut reaches no further to either side. */
  readonly longest: number;
  /** Where secrets stand: in order, without overlap, in UTF-16 units, `end` exclusive. */
  places(text: string): readonly { readonly start: number; readonly end: number }[];
}

export function createMasker(): Masker {
  const automaton = createAutomaton();
  const values = new Set<string>();
  const noticed = new Set<string>();
  let longest = 0;

  function add(name: string, value: string): MaskNotice | null {
    const bare = value.trim();
    if (bare === "") return null;
    if ([...bare.slice(0, shortestSecret * 2)].length < shortestSecret) {
      if (noticed.has(name)) return null;
      noticed.add(name);
      const message = `The value of "${name}" has fewer than ${shortestSecret} characters and is not masked in logs.`;
      return { name, reason: "short", message };
    }
    if (values.has(bare)) return null;
    values.add(bare);
    for (const needle of needlesOf(bare)) {
      const bytes = Buffer.from(needle, "utf8");
      longest = Math.max(longest, bytes.length);
      automaton.add(bytes);
    }
    return null;
  }

  function cover(bytes: Uint8Array): Uint8Array {
    if (automaton.size === 0) return bytes;
    let covered: Uint8Array | undefined;
    automaton.scan(root, bytes, (end, length) => {
      // What is scanned stays as it is meanwhile: secrets may overlap.
      covered ??= bytes.slice();
      covered.fill(asterisk, end - length, end);
    });
    return covered ?? bytes;
  }

  function maskText(text: string): string {
    if (!containsSecret(text)) return text;
    const stream = createMaskStream(automaton, mask);
    const masked = stream.write(Buffer.from(text, "utf8"));
    return Buffer.concat([masked, stream.end()]).toString("utf8");
  }

  function maskBeginning(text: string): string {
    return createMaskStream(automaton, mask).write(Buffer.from(text, "utf8")).toString("utf8");
  }

  function places(text: string): readonly { readonly start: number; readonly end: number }[] {
    if (!containsSecret(text)) return [];
    const bytes = Buffer.from(text, "utf8");
    const runs: { start: number; end: number }[] = [];
    automaton.scan(root, bytes, (end, length) => {
      const run = { start: end - length, end };
      for (let last = runs.at(-1); last !== undefined && last.end > run.start; last = runs.at(-1)) {
        run.start = Math.min(run.start, last.start);
        runs.pop();
      }
      runs.push(run);
    });
    // From bytes to UTF-16 units, in one pass.
    let byte = 0;
    let unit = 0;
    const unitAt = (position: number): number => {
      unit += bytes.toString("utf8", byte, position).length;
      byte = position;
      return unit;
    };
    return runs.map((run) => ({ start: unitAt(run.start), end: unitAt(run.end) }));
  }

  function containsSecret(text: string): boolean {
    if (automaton.size === 0 || text.length < shortestSecret) return false;
    let found = false;
    automaton.scan(root, Buffer.from(text, "utf8"), () => {
      found = true;
    });
    return found;
  }

  return {
    add,
    stream: () => createMaskStream(automaton, mask),
    maskText,
    maskBeginning,
    containsSecret,
    cover,
    get longest() {
      return longest;
    },
    places,
  };
}
