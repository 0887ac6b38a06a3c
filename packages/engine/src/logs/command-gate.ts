import { Buffer } from "node:buffer";
import { parseWorkflowCommand, type WorkflowCommand, workflowCommandNames } from "../step-files/workflow-command.ts";

/** A line longer than this is text, whatever it begins with. */
export const longestCommand = 64 * 1024;

/** Whether workflow commands are acted on: a step may stop them until it prints a token of its own. */
export interface CommandState {
  /** The command of this line, unless commands are stopped. */
  read(line: string): WorkflowCommand | null;
}

export function createCommandState(): CommandState {
  let token: string | null = null;
  return {
    read(line) {
      const command = parseWorkflowCommand(line);
      if (command === null) return null;
      if (token !== null) {
        if (command.command === token) token = null;
        return null;
      }
      if (command.command !== "stop-commands") return command;
      // A token that is a command's own name could never be told from that command.
      const wanted = command.message.trim();
      if (wanted !== "" && !workflowCommandNames.some((name) => name === wanted)) token = wanted;
      return null;
    },
  };
}

/**
 * Sees a stream before it is masked, only to act on `::add-mask::` in time: the value is secret in
 * the very line that says so, and in all that follows. Other bytes pass through untouched; a line
 * that begins with `::` waits until it is whole.
 */
export interface CommandGate {
  write(chunk: Buffer, pass: (bytes: Buffer) => void): void;
  end(pass: (bytes: Buffer) => void): void;
}

const lineFeed = 10;
const colon = 58;
const space = 32;
const tab = 9;

export function createCommandGate(state: () => CommandState, addMask: (value: string) => void): CommandGate {
  let atLineStart = true;
  let waiting: Buffer = Buffer.alloc(0);

  function write(chunk: Buffer, pass: (bytes: Buffer) => void): void {
    if (chunk.length === 0) return;
    const bytes = waiting.length === 0 ? chunk : Buffer.concat([waiting, chunk]);
    waiting = Buffer.alloc(0);
    let passed = 0;
    for (let line = firstCandidate(bytes, atLineStart); line !== -1; ) {
      const end = bytes.indexOf(lineFeed, line);
      if (end === -1 && bytes.length - line <= longestCommand) {
        if (line > passed) pass(bytes.subarray(passed, line));
        waiting = Buffer.from(bytes.subarray(line));
        atLineStart = true;
        return;
      }
      if (end === -1) break;
      if (end - line <= longestCommand && act(bytes.toString("utf8", line, end))) {
        // What came before the mask is passed on without it.
        if (line > passed) pass(bytes.subarray(passed, line));
        commit();
        passed = line;
      }
      line = nextCandidate(bytes, end);
    }
    atLineStart = bytes[bytes.length - 1] === lineFeed;
    pass(passed === 0 ? bytes : bytes.subarray(passed));
  }

  let pending: string[] = [];

  function act(line: string): boolean {
    const command = state().read(line);
    if (command === null || command.command !== "add-mask") return false;
    pending = [command.message, rawMessage(line)];
    return true;
  }

  function commit(): void {
    for (const value of new Set(pending)) addMask(value);
    pending = [];
  }

  function end(pass: (bytes: Buffer) => void): void {
    if (waiting.length > 0) {
      const last = waiting;
      waiting = Buffer.alloc(0);
      if (act(last.toString("utf8"))) commit();
      pass(last);
    }
    atLineStart = true;
  }

  return { write, end };
}

/** The value as it stands in the line, before `%0A` and its like are unescaped. */
function rawMessage(line: string): string {
  return line.slice(line.indexOf("::", line.indexOf("::") + 2) + 2);
}

function firstCandidate(bytes: Buffer, atLineStart: boolean): number {
  return atLineStart && couldBeCommand(bytes, 0) ? 0 : nextCandidate(bytes, 0);
}

/** The start of the next line after `from` that is, or could become, a command. */
function nextCandidate(bytes: Buffer, from: number): number {
  let at = bytes.indexOf("::", from);
  while (at !== -1) {
    let start = at;
    while (start > from && (bytes[start - 1] === space || bytes[start - 1] === tab)) start -= 1;
    if (start > 0 && bytes[start - 1] === lineFeed) return start;
    at = bytes.indexOf("::", at + 2);
  }
  // The last line may only just have begun.
  const last = bytes.lastIndexOf(lineFeed);
  return last >= from && last + 1 < bytes.length && couldBeCommand(bytes, last + 1) ? last + 1 : -1;
}

function couldBeCommand(bytes: Buffer, start: number): boolean {
  let at = start;
  while (bytes[at] === space || bytes[at] === tab) at += 1;
  if (at >= bytes.length) return true;
  if (bytes[at] !== colon) return false;
  return at + 1 >= bytes.length || bytes[at + 1] === colon;
}
