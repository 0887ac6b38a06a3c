import { EventEmitter } from "node:events";
import type { DatabaseSignals, Signal } from "../server-database.ts";
import { createTurns, type Turns } from "../turns.ts";

/** Notifications and locks within this process: one server owns a data directory. */
export function createSqliteSignals(): DatabaseSignals {
  const emitter = new EventEmitter().setMaxListeners(0);
  const locks = new Map<string, Turns>();
  const lockOf = (name: string): Turns => {
    const known = locks.get(name);
    if (known !== undefined) return known;
    const turns = createTurns();
    locks.set(name, turns);
    return turns;
  };
  return {
    listen: async (channel, callback) => {
      // A listener of its own for each call: the same callback may listen twice.
      const listener = (signal: Signal): void => callback(signal);
      emitter.on(eventOf(channel), listener);
      return async () => {
        emitter.off(eventOf(channel), listener);
      };
    },
    notify: async (channel, payload) => {
      // Later, as from another process: who notifies is not called back in the middle of his work.
      setImmediate(() => emitter.emit(eventOf(channel), { kind: "notified", payload } satisfies Signal));
    },
    withLock: async (name, work) => {
      const done = await lockOf(name).take();
      try {
        return await work(new AbortController().signal);
      } finally {
        done();
      }
    },
  };
}

/** A channel may be called `error`, which an emitter treats in a way of its own. */
function eventOf(channel: string): string {
  return `channel ${channel}`;
}
