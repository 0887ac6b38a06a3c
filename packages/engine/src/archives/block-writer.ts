/** Puts bytes together into blocks of one size. Full blocks are handed over, and may be given back. */
export interface BlockWriter {
  append(bytes: Buffer): void;
  /** At most `bytes` of free space in the block being filled, never none; `advance` says how much of it was used. */
  room(bytes: number): Buffer;
  advance(bytes: number): void;
  takeFull(): readonly Buffer[];
  /** Also the last, unfinished one. */
  takeAll(): readonly Buffer[];
  /** Filled again: the collector need not look for what was used once, and the system need not clear new memory. */
  giveBack(block: Buffer): void;
}

export function createBlockWriter(blockBytes: number): BlockWriter {
  let block: Buffer = Buffer.allocUnsafeSlow(blockBytes);
  let filled = 0;
  let full: Buffer[] = [];
  const spare: Buffer[] = [];

  const advance = (bytes: number): void => {
    filled += bytes;
    if (filled < blockBytes) return;
    full.push(block);
    block = spare.pop() ?? Buffer.allocUnsafeSlow(blockBytes);
    filled = 0;
  };

  const takeFull = (): readonly Buffer[] => {
    if (full.length === 0) return full;
    const taken = full;
    full = [];
    return taken;
  };

  return {
    append(bytes) {
      for (let offset = 0; offset < bytes.length; ) {
        const copied = bytes.copy(block, filled, offset);
        offset += copied;
        advance(copied);
      }
    },
    room: (bytes) => block.subarray(filled, filled + bytes),
    advance,
    takeFull,
    takeAll: () => (filled === 0 ? takeFull() : [...takeFull(), block.subarray(0, filled)]),
    giveBack(used) {
      if (used.length === blockBytes) spare.push(used);
    },
  };
}
