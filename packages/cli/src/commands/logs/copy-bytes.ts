import { onlyColors } from "../../output/only-colors.ts";

/**
 * Copies a log to standard output, each line with what stands before it: byte for byte as it is kept, except that a
 * terminal gets nothing that steers it but colours.
 */
export interface ByteCopier {
  copy(bytes: Buffer): void;
  /** Ends the last line if it has no end. */
  end(): void;
}

const lineFeed = 0x0a;
/** Bytes of an unfinished line that are held back, so that no character or sequence is torn, before they are shown. */
const longestHeld = 65_536;

/** Where it is copied to. */
export interface ByteTarget {
  readonly stdout: { readonly isTTY?: boolean; write(chunk: Buffer | string): boolean };
}

export function createByteCopier({ stdout }: ByteTarget, prefix: string): ByteCopier {
  // One character a byte: what is no UTF-8 passes unchanged.
  const before = Buffer.from(prefix, "utf8").toString("latin1");
  let atLineStart = true;
  const terminal = stdout.isTTY === true;
  let held: Buffer = Buffer.alloc(0);
  return {
    copy(bytes) {
      if (!terminal) return put(bytes);
      const all = held.length === 0 ? bytes : Buffer.concat([held, bytes]);
      const end = all.length - all.lastIndexOf(lineFeed) - 1 > longestHeld ? all.length : all.lastIndexOf(lineFeed) + 1;
      held = Buffer.from(all.subarray(end));
      put(harmless(all.subarray(0, end)));
    },
    end() {
      put(harmless(held));
      held = Buffer.alloc(0);
      if (!atLineStart) stdout.write("\n");
      atLineStart = true;
    },
  };

  function put(bytes: Buffer): void {
    if (bytes.length === 0) return;
    const ended = bytes.at(-1) === lineFeed;
    stdout.write(before === "" ? bytes : prefixed(bytes, ended));
    atLineStart = ended;
  }

  function harmless(bytes: Buffer): Buffer {
    return Buffer.from(onlyColors(bytes.toString("utf8")), "utf8");
  }

  function prefixed(bytes: Buffer, ended: boolean): Buffer {
    const text = bytes.toString("latin1", 0, ended ? bytes.length - 1 : bytes.length).replaceAll("\n", `\n${before}`);
    return Buffer.from(`${atLineStart ? before : ""}${text}${ended ? "\n" : ""}`, "latin1");
  }
}
