import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";

export interface StepFileText {
  readonly text: string;
  readonly problem?: string;
  /** There was more than the limit. */
  readonly cut?: true;
}

/**
 * Reads what a step wrote, as what it is: untrusted. A link is not followed, a pipe or device is not
 * waited for, a file with other names may be somebody else's, and beyond the limit (bytes) nothing
 * is read. A file that is not there is empty.
 */
export function readStepFile(path: string, limit: number): StepFileText {
  let file: number;
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT") return { text: "" };
    // EMLINK is what FreeBSD says.
    if (code === "ELOOP" || code === "EMLINK") return { text: "", problem: "it is a symbolic link and was not read" };
    return { text: "", problem: `it could not be read (${String(code)})` };
  }
  try {
    const status = fstatSync(file);
    if (!status.isFile()) return { text: "", problem: "it is not a regular file and was not read" };
    if (status.nlink > 1) return { text: "", problem: "it is a hard link to another file and was not read" };
    const bytes = readUpTo(file, Math.min(status.size, limit));
    if (status.size <= limit) return { text: decode(bytes) };
    return {
      text: decode(bytes.subarray(0, completeLength(bytes))),
      problem: `it has ${status.size} bytes; only the first ${limit} were read`,
      cut: true,
    };
  } catch (error) {
    return { text: "", problem: `it could not be read (${error instanceof Error ? error.message : String(error)})` };
  } finally {
    closeSync(file);
  }
}

function readUpTo(file: number, length: number): Buffer {
  const buffer = Buffer.alloc(length);
  let filled = 0;
  while (filled < length) {
    const read = readSync(file, buffer, filled, length - filled, filled);
    if (read === 0) break;
    filled += read;
  }
  return buffer.subarray(0, filled);
}

function decode(bytes: Buffer): string {
  const text = bytes.toString("utf8");
  // PowerShell writes a byte order mark.
  return text.startsWith("\uFEFF") ? text.slice(1) : text;
}

/** Without a character that the cut has split. */
function completeLength(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(4, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if ((byte & 0xc0) === 0x80) continue;
    const length = byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
    return length <= back ? bytes.length : bytes.length - back;
  }
  return bytes.length;
}
