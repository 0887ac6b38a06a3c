export type TarEntryType = "file" | "symlink" | "directory";

export interface TarEntry {
  /** With `/`; a directory's without one at its end. */
  readonly path: string;
  readonly type: TarEntryType;
  /** Permission bits. */
  readonly mode: number;
  /** Bytes of content that follow; 0 for all but files. */
  readonly size: number;
  /** Seconds since the epoch. */
  readonly mtime: number;
  /** Of a link. */
  readonly target?: string;
}

export const tarBlockBytes = 512;

const typeFlags: Readonly<Record<TarEntryType, string>> = { file: "0", symlink: "2", directory: "5" };

/** What eleven octal digits hold. */
const largestOctal = 0o77777777777;

/**
 * The header blocks of one entry. Names that do not fit the old fields, or are not ASCII, and files over 8 GiB are told by a
 * PAX header before it, which every tar of today reads.
 * https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html#tag_20_94_13_06
 */
export function tarHeader(entry: TarEntry): Buffer {
  const name = entry.type === "directory" ? `${entry.path}/` : entry.path;
  const records: string[] = [];
  if (!fits(name)) records.push(paxRecord("path", name));
  if (entry.target !== undefined && !fits(entry.target)) records.push(paxRecord("linkpath", entry.target));
  if (entry.size > largestOctal) records.push(paxRecord("size", String(entry.size)));
  const header = ustar({ ...entry, name, flag: typeFlags[entry.type] });
  if (records.length === 0) return header;
  const extension = Buffer.from(records.join(""));
  const announced = { mode: 0o644, mtime: entry.mtime, size: extension.length, name: "PaxHeader", flag: "x" };
  return Buffer.concat([ustar(announced), padded(extension), header]);
}

/** Zero bytes to the next block. */
export function tarPadding(size: number): number {
  return (tarBlockBytes - (size % tarBlockBytes)) % tarBlockBytes;
}

interface UstarFacts {
  readonly name: string;
  readonly mode: number;
  readonly size: number;
  readonly mtime: number;
  readonly flag: string;
  readonly target?: string;
}

function ustar({ name, mode, size, mtime, flag, target = "" }: UstarFacts): Buffer {
  const block = Buffer.alloc(tarBlockBytes);
  // Cut where they do not fit; then the PAX header before has them whole.
  block.write(name, 0, 100);
  block.write(octal(mode, 7), 100);
  block.write(octal(0, 7), 108);
  block.write(octal(0, 7), 116);
  block.write(octal(Math.min(size, largestOctal), 11), 124);
  block.write(octal(Math.min(Math.max(mtime, 0), largestOctal), 11), 136);
  // The checksum is taken with its own field filled with spaces.
  block.write("        ", 148);
  block.write(flag, 156);
  block.write(target, 157, 100);
  block.write("ustar\0", 257);
  block.write("00", 263);
  let sum = 0;
  for (const byte of block) sum += byte;
  block.write(`${octal(sum, 6)}\0 `, 148);
  return block;
}

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, "0");
}

function fits(text: string): boolean {
  return text.length <= 100 && /^[\x20-\x7e]*$/.test(text);
}

/** `LENGTH KEY=VALUE\n`, where the length in bytes counts its own digits. */
function paxRecord(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  const bytes = Buffer.byteLength(rest);
  const digits = String(bytes + String(bytes).length).length;
  return `${bytes + digits}${rest}`;
}

function padded(content: Buffer): Buffer {
  return Buffer.concat([content, Buffer.alloc(tarPadding(content.length))]);
}
