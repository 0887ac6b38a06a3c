import type { Buffer } from "node:buffer";
import type { MaskStream } from "../masking/mask-stream.ts";
import type { Masker } from "../masking/masker.ts";
import type { OutputSink, OutputStream } from "../ports/executor.ts";
import type { LogBatch, LogPiece, LogWriter } from "../ports/logs.ts";
import { type CommandGate, createCommandGate, createCommandState, longestCommand } from "./command-gate.ts";
import { createLineAssembler, type LineAssembler } from "./line-assembler.ts";
import { annotationOf, type LogAnnotation, markKindOf } from "./log-annotation.ts";

/** Receives the output of the steps of one attempt, one step after another. */
export interface StepLog extends OutputSink {
  /** The number the next new line will get; lines count from 1. */
  readonly nextLine: number;
  /** The lines that wait for their ends, masked: a prompt, a progress bar. Not kept; they come whole when they end. */
  unfinished(): readonly Buffer[];
  /** Ends what the step left unfinished, so that the next one begins on a line of its own. */
  endStep(): void;
  /** Ends the last step. The writer stays open: whoever made it closes it, and hears of its faults. Idempotent. */
  close(): void;
}

export interface StepLogOptions {
  readonly writer: LogWriter;
  readonly masker: Masker;
  /** Complete lines, as soon as they are complete; already masked. */
  readonly onBatch?: (batch: LogBatch) => void;
  /** See {@link OutputSink.ready}: whether those who get the batches can take more. */
  readonly ready?: () => Promise<void> | null;
  /** After the batch that holds the line; secrets are masked. */
  readonly onAnnotation?: (annotation: LogAnnotation, line: number) => void;
  /** A value was given to `::add-mask::` and is masked from now on; before anything that follows it is passed on. */
  readonly onMask?: (value: string) => void;
  /** Something a person should know: a value given to `::add-mask::` is too short to be masked. */
  readonly onNotice?: (message: string) => void;
}

const lineFeed = 10;
const largestChunk = 64 * 1024;

/**
 * Output on its way from a program to the log: workflow commands that change masking are obeyed,
 * secrets masked, lines put together per stream, kept, handed on, and searched for commands.
 */
export function createStepLog(options: StepLogOptions): StepLog {
  const { writer, masker } = options;
  let gateState = createCommandState();
  let lineState = createCommandState();

  function addMask(value: string): void {
    const notice = masker.add("::add-mask::", value);
    if (notice === null) options.onMask?.(value);
    else options.onNotice?.(notice.message);
  }

  function createChannel(stream: OutputStream): Channel {
    return {
      gate: createCommandGate(() => gateState, addMask),
      mask: masker.stream(),
      lines: createLineAssembler(stream),
      inLongLine: false,
    };
  }
  const channels: Readonly<Record<OutputStream, Channel>> = {
    stdout: createChannel("stdout"),
    stderr: createChannel("stderr"),
  };

  function write(stream: OutputStream, chunk: Buffer): void {
    const channel = channels[stream];
    // What a pipe gives at once is small; a larger chunk would be held whole where a little is held.
    for (let start = 0; start < chunk.length; start += largestChunk) {
      const part = chunk.length <= largestChunk ? chunk : chunk.subarray(start, start + largestChunk);
      channel.gate.write(part, (bytes) => keepAll(channel, channel.lines.write(channel.mask.write(bytes))));
    }
  }

  function endStep(): void {
    for (const stream of ["stdout", "stderr"] as const) {
      const channel = channels[stream];
      channel.gate.end((bytes) => keepAll(channel, channel.lines.write(channel.mask.write(bytes))));
      keepAll(channel, channel.lines.write(channel.mask.end()));
      keepAll(channel, channel.lines.end());
      channel.inLongLine = false;
    }
    gateState = createCommandState();
    lineState = createCommandState();
  }

  function keepAll(channel: Channel, pieces: readonly LogPiece[]): void {
    for (const piece of pieces) keep(channel, piece);
  }

  function keep(channel: Channel, piece: LogPiece): void {
    const { stream, bytes, lineEnds } = piece;
    const { firstLine, at } = writer.append(piece);
    // The rest of a line whose beginning has been handed on is only kept.
    const from = channel.inLongLine ? bytes.indexOf(lineFeed) + 1 : 0;
    const restOfLongLine = channel.inLongLine && from === 0;
    const unended = bytes[bytes.length - 1] === lineFeed ? 0 : 1;
    if (!restOfLongLine) {
      const skipped = from > 0 ? 1 : 0;
      const count = lineEnds + unended - skipped;
      if (count > 0) {
        const batch: LogBatch = {
          firstLine: firstLine + skipped,
          count,
          stream,
          at,
          bytes: from > 0 ? bytes.subarray(from) : bytes,
          ...(piece.open ? { beginning: true } : {}),
        };
        options.onBatch?.(batch);
        if (!piece.open) obey(batch);
      }
    }
    channel.inLongLine = piece.open;
  }

  /** Acts on the workflow commands of a batch; these are lines as they are kept, masked. */
  function obey(batch: LogBatch): void {
    const { bytes } = batch;
    if (bytes.indexOf("::") === -1) return;
    let line = batch.firstLine;
    for (let start = 0; start < bytes.length; line += 1) {
      const found = bytes.indexOf(lineFeed, start);
      const end = found === -1 ? bytes.length : found;
      if (end - start <= longestCommand && beginsCommand(bytes, start))
        obeyLine(bytes.toString("utf8", start, end), line);
      start = end + 1;
    }
  }

  function obeyLine(text: string, line: number): void {
    const command = lineState.read(text);
    if (command === null) return;
    const kind = markKindOf(command);
    // Unescaping may have put a secret together that the line, as it was written, did not show.
    if (kind !== null) writer.mark({ line, kind, text: masker.maskText(command.message) });
    const annotation = annotationOf(command);
    if (annotation !== null) options.onAnnotation?.(maskAnnotation(annotation, masker), line);
  }

  return {
    get nextLine() {
      return writer.nextLine;
    },
    write,
    ready: () => options.ready?.() ?? null,
    unfinished: () =>
      Object.values(channels)
        .map((channel) => channel.lines.unfinished())
        .filter((bytes) => bytes.length > 0),
    endStep,
    close: endStep,
  };
}

interface Channel {
  readonly gate: CommandGate;
  readonly mask: MaskStream;
  readonly lines: LineAssembler;
  /** The beginning of a line longer than what is held in memory has been handed on. */
  inLongLine: boolean;
}

function maskAnnotation(annotation: LogAnnotation, masker: Masker): LogAnnotation {
  const { title, file } = annotation;
  return {
    ...annotation,
    message: masker.maskText(annotation.message),
    ...(title === undefined ? {} : { title: masker.maskText(title) }),
    ...(file === undefined ? {} : { file: masker.maskText(file) }),
  };
}

const colon = 58;
const space = 32;
const tab = 9;

function beginsCommand(bytes: Buffer, start: number): boolean {
  let at = start;
  while (bytes[at] === space || bytes[at] === tab) at += 1;
  return bytes[at] === colon && bytes[at + 1] === colon;
}
