import type { FollowOptions, LiveGap, LiveMessage } from "./live.ts";

export interface LiveSource {
  subscribe(listener: (message: LiveMessage) => void): () => void;
  /** Calls when there will be no more messages. */
  onEnd(listener: () => void): () => void;
}

const defaultMessages = 1000;
const defaultBytes = 1024 * 1024;

/**
 * Holds messages for somebody who reads at a pace of his own, up to a bound. What comes while it is full is dropped and
 * only counted, as one gap at the place where it would have stood.
 */
export function followLive(
  source: LiveSource,
  options: FollowOptions,
): AsyncIterableIterator<LiveMessage | LiveGap> & AsyncDisposable {
  const { mostMessages = defaultMessages, mostBytes = defaultBytes, signal, wants } = options;
  let held: (LiveMessage | LiveGap)[] = [];
  let bytes = 0;
  let over = false;
  let waiting: ((result: IteratorResult<LiveMessage | LiveGap>) => void)[] = [];

  const stops = [source.subscribe(take), source.onEnd(finish)];
  if (signal?.aborted === true) finish();
  else signal?.addEventListener("abort", finish, { once: true });

  function take(message: LiveMessage): void {
    if (over || !isWanted(message, wants)) return;
    const waiter = waiting.shift();
    if (waiter !== undefined) waiter({ value: message, done: false });
    else hold(message);
    if (message.kind === "event" && message.event.type === "execution.finished") finish();
  }

  function hold(message: LiveMessage): void {
    const size = message.kind === "lines" ? message.bytes.length : 0;
    const last = held.at(-1);
    // Once something is dropped, the gap grows until what is held has been read.
    if (last?.kind === "gap") {
      held[held.length - 1] = widened(last, message);
    } else if (held.length >= mostMessages || (bytes + size > mostBytes && held.length > 0)) {
      held.push(widened({ kind: "gap" }, message));
    } else {
      held.push(message);
      bytes += size;
    }
  }

  function finish(): void {
    if (over) return;
    over = true;
    signal?.removeEventListener("abort", finish);
    for (const stop of stops) stop();
    for (const waiter of waiting) waiter({ value: undefined, done: true });
    waiting = [];
  }

  const stop = async (): Promise<IteratorResult<LiveMessage | LiveGap>> => {
    finish();
    held = [];
    return { value: undefined, done: true };
  };

  return {
    next() {
      const value = held.shift();
      if (value !== undefined) {
        if (value.kind === "lines") bytes -= value.bytes.length;
        return Promise.resolve({ value, done: false });
      }
      if (over) return Promise.resolve({ value: undefined, done: true });
      return new Promise((resolve) => waiting.push(resolve));
    },
    return: stop,
    [Symbol.asyncIterator]() {
      return this;
    },
    async [Symbol.asyncDispose]() {
      await stop();
    },
  };
}

function isWanted(message: LiveMessage, wants: FollowOptions["wants"]): boolean {
  if (wants === undefined || (message.kind === "event" && message.event.type === "execution.finished")) return true;
  return wants(message);
}

function widened(gap: LiveGap, message: LiveMessage): LiveGap {
  switch (message.kind) {
    case "lines": {
      const last = message.line + message.count - 1;
      return { ...gap, lines: { first: gap.lines?.first ?? message.line, last } };
    }
    case "event": {
      const { seq } = message.event;
      return { ...gap, events: { first: gap.events?.first ?? seq, last: seq } };
    }
  }
}
