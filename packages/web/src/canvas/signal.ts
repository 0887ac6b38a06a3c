import { useSyncExternalStore } from "react";

/** A value that changes many times a second: only who reads it is drawn anew, not the whole canvas. */
export interface Signal<Value> {
  readonly get: () => Value;
  /** Tells nobody where the value is the same. */
  readonly set: (value: Value) => void;
  /** Gives the way to stop listening. */
  readonly subscribe: (listener: () => void) => () => void;
}

export function createSignal<Value>(
  initial: Value,
  isSame: (left: Value, right: Value) => boolean = Object.is,
): Signal<Value> {
  const listeners = new Set<() => void>();
  let current = initial;
  return {
    get: () => current,
    set: (value) => {
      if (isSame(current, value)) return;
      current = value;
      for (const listener of listeners) listener();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** What is read of a signal; must be the same object while nothing changed. */
export function useSignal<Value, Part>(signal: Signal<Value>, read: (value: Value) => Part): Part {
  return useSyncExternalStore(signal.subscribe, () => read(signal.get()));
}
