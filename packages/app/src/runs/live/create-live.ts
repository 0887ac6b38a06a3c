import { followLive } from "./follow-live.ts";
import type { Live, LiveMessage } from "./live.ts";

/** The side of those who make the messages. */
export interface LiveHub {
  readonly live: Live;
  /** There may be messages from now on. */
  open(executionId: string): void;
  publish(executionId: string, message: LiveMessage): void;
  /** Whether anybody watches: what nobody sees need not be made. */
  isWatched(executionId: string): boolean;
  /** There will be no more: those who watch are told. */
  end(executionId: string): void;
  /** Ends all who watch anything. */
  close(): void;
}

type Listener = (message: LiveMessage) => void;

export function createLiveHub(): LiveHub {
  const open = new Set<string>();
  const listeners = new Map<string, Set<Listener>>();
  const endings = new Map<string, Set<() => void>>();

  const subscribe = (executionId: string, listener: Listener): (() => void) => addTo(listeners, executionId, listener);
  const live: Live = {
    subscribe,
    follow: (executionId, options = {}) =>
      followLive(
        {
          subscribe: (listener) => subscribe(executionId, listener),
          onEnd: (listener) => addTo(endings, executionId, listener),
        },
        options,
      ),
    isLive: (executionId) => open.has(executionId),
  };

  const end = (executionId: string): void => {
    open.delete(executionId);
    for (const listener of [...(endings.get(executionId) ?? [])]) listener();
  };

  return {
    live,
    open: (executionId) => void open.add(executionId),
    publish(executionId, message) {
      const watching = listeners.get(executionId);
      if (watching === undefined) return;
      for (const listener of [...watching]) {
        try {
          listener(message);
        } catch {
          // A watcher's fault is never the execution's.
        }
      }
    },
    isWatched: (executionId) => listeners.has(executionId),
    end,
    close() {
      for (const executionId of [...endings.keys()]) end(executionId);
    },
  };
}

/** Each call is a place of its own, also of the same listener. */
function addTo<Value extends (...given: never[]) => void>(
  sets: Map<string, Set<Value>>,
  key: string,
  value: Value,
): () => void {
  const set = sets.get(key) ?? new Set<Value>();
  sets.set(key, set.add(value));
  return () => {
    set.delete(value);
    if (set.size === 0 && sets.get(key) === set) sets.delete(key);
  };
}
