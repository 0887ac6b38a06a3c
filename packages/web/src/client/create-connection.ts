export type ConnectionState = "connected" | "lost";

/** Whether the server can be reached, for the whole page. */
export interface Connection {
  state(): ConnectionState;
  subscribe(listener: () => void): () => void;
  /** Somebody could not reach the server. It is asked again and again until it answers. */
  lost(): void;
  back(): void;
  /** Ends at once where the server can be reached, else when it can again; throws the signal's reason. */
  whenBack(signal: AbortSignal): Promise<void>;
}

/** Milliseconds between looks whether the server is back. */
const interval = 2_000;

export function createConnection(isThere: () => Promise<boolean>): Connection {
  const listeners = new Set<() => void>();
  let state: ConnectionState = "connected";
  let timer: number | undefined;

  const set = (next: ConnectionState): void => {
    if (state === next) return;
    state = next;
    for (const listener of [...listeners]) listener();
  };
  const look = async (): Promise<void> => {
    timer = undefined;
    if (await isThere()) set("connected");
    else lookLater();
  };
  const lookLater = (): void => {
    if (state === "lost") timer ??= window.setTimeout(() => void look(), interval);
  };
  const subscribe = (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  return {
    state: () => state,
    subscribe,
    lost() {
      set("lost");
      lookLater();
    },
    back() {
      window.clearTimeout(timer);
      timer = undefined;
      set("connected");
    },
    async whenBack(signal) {
      signal.throwIfAborted();
      if (state === "connected") return;
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const stop = (): void => reject(signal.reason);
      const unsubscribe = subscribe(() => {
        if (state === "connected") resolve();
      });
      signal.addEventListener("abort", stop, { once: true });
      try {
        await promise;
      } finally {
        unsubscribe();
        signal.removeEventListener("abort", stop);
      }
    },
  };
}
