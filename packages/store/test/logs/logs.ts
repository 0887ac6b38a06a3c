import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  createMasker,
  createStepLog,
  type LogBatch,
  type LogLine,
  type LogReader,
  type LogStore,
  type Masker,
  type OutputStream,
} from "@headrace/engine";
import { createFileLogStore } from "@headrace/store";
import { afterAll, expect } from "vitest";

/** A directory of its own for a test file, gone afterwards. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "headrace-logs-"));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

export type Output = readonly (readonly [OutputStream, string | Buffer] | "end of step")[];

export interface WrittenLog {
  readonly store: LogStore;
  readonly address: { readonly executionId: string; readonly instance: string; readonly attempt: number };
  readonly files: { readonly log: string; readonly index: string };
  readonly batches: readonly LogBatch[];
  readonly annotations: readonly { readonly line: number; readonly message: string }[];
  readonly notices: readonly string[];
}

let executions = 0;

/** Writes a program's output as the engine does, to a log of its own. */
export function writeLog(directory: string, output: Output, masker: Masker = createMasker()): WrittenLog {
  let now = Date.UTC(2026, 0, 1);
  const store = createFileLogStore({ directory, clock: { now: () => (now += 7) } });
  executions += 1;
  const address = { executionId: `execution-${executions}`, instance: "build", attempt: 1 };
  const writer = store.create(address);
  const batches: LogBatch[] = [];
  const annotations: { line: number; message: string }[] = [];
  const notices: string[] = [];
  const log = createStepLog({
    writer,
    masker,
    onBatch: (batch) => batches.push({ ...batch, bytes: Buffer.from(batch.bytes) }),
    onAnnotation: (annotation, line) => annotations.push({ line, message: annotation.message }),
    onNotice: (notice) => notices.push(notice),
  });
  for (const part of output) {
    if (part === "end of step") log.endStep();
    else log.write(part[0], Buffer.from(part[1]));
  }
  log.close();
  writer.close();
  const stem = join(directory, address.executionId, "build.1");
  return { store, address, files: { log: `${stem}.log`, index: `${stem}.index` }, batches, annotations, notices };
}

export async function openLog({ store, address }: Pick<WrittenLog, "store" | "address">): Promise<LogReader> {
  const reader = await store.open(address);
  expect(reader).not.toBeNull();
  if (reader === null) throw new Error("there is no log");
  return reader;
}

export async function readAll(reader: LogReader, maxLength?: number): Promise<readonly LogLine[]> {
  return await reader.read({ from: 1, limit: reader.lineCount, ...(maxLength === undefined ? {} : { maxLength }) });
}

export async function readTexts(log: Pick<WrittenLog, "store" | "address">): Promise<string[]> {
  await using reader = await openLog(log);
  return (await readAll(reader)).map((line) => line.text);
}

export async function readRaw(reader: LogReader): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of reader.raw()) chunks.push(chunk);
  return Buffer.concat(chunks);
}
