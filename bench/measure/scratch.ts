import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A directory of one benchmark, removed at its end. */
export interface Scratch extends Disposable {
  /** Absolute. */
  readonly path: string;
  write(name: string, content: string): void;
}

export function createScratch(files: Readonly<Record<string, string>> = {}): Scratch {
  const path = mkdtempSync(join(tmpdir(), "headrace-bench-"));
  const write = (name: string, content: string): void => {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), content);
  };
  for (const [name, content] of Object.entries(files)) write(name, content);
  return { path, write, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}
