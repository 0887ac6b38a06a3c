import { closeSync, constants, lchownSync, openSync } from "node:fs";
import { Socket } from "node:net";
import type { Readable } from "node:stream";
import type { Identity } from "../../programs/launch-program.ts";
import type { Launcher } from "../../programs/launcher.ts";
import type { PrivateDirectory } from "./private-directory.ts";

/** One stream from a program to us, made before the program is started. */
export interface OutputPipe {
  readonly stream: Readable;
  readonly path: string;
  /** When the program has opened it: closes the write end that kept the stream from ending before. */
  handOver(): void;
  /** When the program could not be started. */
  abandon(): void;
}

export interface OutputPipes {
  /** Begins to make the first ones, for who has something else to do until they are needed. */
  prepare(): void;
  /** Null where only the runtime's own streams are to be had. */
  open(owner?: Identity): Promise<OutputPipe | null>;
  /** Resolves when none are being made any more: from then on their directory can be removed. */
  settled(): Promise<void>;
}

const firstBatch = 8;
/** Where so many are made at a time, the next are made before the last is taken. */
const muchUsed = 64;

/**
 * Real pipes for what programs print. The streams that Node makes for a child are sockets, and a
 * socket cannot be opened by name: `echo x >/dev/stderr` and `tee /dev/stdout` fail under them on
 * Linux ("No such device or address"). Node cannot make a pipe, so named ones are made,
 * several at a time, and used again once every writer has closed them. They also read a third faster.
 */
export function createOutputPipes(directory: PrivateDirectory, makePipes: Launcher["makePipes"]): OutputPipes {
  const free: string[] = [];
  let batch = firstBatch;
  let making: Promise<void> | null = null;
  let possible = process.platform === "linux";

  /** Throws at once where their directory cannot be made. */
  function make(): Promise<void> {
    const paths = Array.from({ length: batch }, () => directory.newPath(".pipe"));
    batch *= 2;
    return makeAt(paths);
  }

  async function makeAt(paths: readonly string[]): Promise<void> {
    try {
      await makePipes(paths);
      free.push(...paths);
    } catch {
      possible = false;
    } finally {
      making = null;
    }
  }

  function makeAhead(): void {
    try {
      making ??= make();
    } catch {
      // Said to the step that needs them.
    }
  }

  function connect(path: string, owner: Identity | undefined): OutputPipe {
    // The reader first: it does not wait for a writer, while a writer would wait for a reader.
    const readEnd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const writeEnd = openWriteEnd(path, readEnd);
    // By its name too, as /dev/stdout, a program opens only what is its user's.
    if (owner !== undefined) lchownSync(path, owner.uid, owner.gid);
    const stream = new Socket({ fd: readEnd, readable: true, writable: false });
    let ended = false;
    stream.once("end", () => {
      ended = true;
    });
    stream.once("close", () => {
      // A pipe that somebody may still write to must not become another step's, nor one that another user may still read.
      if (ended && owner === undefined) free.push(path);
      else directory.remove(path);
    });
    return {
      stream,
      path,
      handOver: () => closeSync(writeEnd),
      abandon() {
        closeSync(writeEnd);
        stream.destroy();
      },
    };
  }

  return {
    prepare() {
      if (possible && free.length === 0) makeAhead();
    },

    async open(owner) {
      while (possible && free.length === 0) {
        making ??= make();
        await making;
      }
      const path = possible ? free.pop() : undefined;
      if (possible && batch >= muchUsed && free.length < batch / 8) makeAhead();
      if (path === undefined) return null;
      try {
        return connect(path, owner);
      } catch {
        // Somebody has cleaned the temporary directory.
        return null;
      }
    },

    async settled() {
      await making;
    },
  };
}

function openWriteEnd(path: string, readEnd: number): number {
  try {
    return openSync(path, constants.O_WRONLY);
  } catch (error) {
    closeSync(readEnd);
    throw error;
  }
}
