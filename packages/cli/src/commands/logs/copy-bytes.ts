import type { CommandContext } from "../../context.ts";

/** Copies a log to standard output as it is kept, byte for byte, each line with what stands before it. */
export interface ByteCopier {
  copy(bytes: Buffer): void;
  /** Ends the last line if it has no end. */
  end(): void;
}

const lineFeed = 0x0a;

export function createByteCopier({ stdout }: CommandContext, prefix: string): ByteCopier {
  // One character a byte: what is no UTF-8 passes unchanged.
  const before = Buffer.from(prefix, "utf8").toString("latin1");
  let atLineStart = true;
  return {
    copy(bytes) {
      if (bytes.length === 0) return;
      const ended = bytes.at(-1) === lineFeed;
      stdout.write(before === "" ? bytes : prefixed(bytes, ended));
      atLineStart = ended;
    },
    end() {
      if (!atLineStart) stdout.write("\n");
      atLineStart = true;
    },
  };

  function prefixed(bytes: Buffer, ended: boolean): Buffer {
    const text = bytes.toString("latin1", 0, ended ? bytes.length - 1 : bytes.length).replaceAll("\n", `\n${before}`);
    return Buffer.from(`${atLineStart ? before : ""}${text}${ended ? "\n" : ""}`, "latin1");
  }
}
