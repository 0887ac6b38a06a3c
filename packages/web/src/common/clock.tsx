import { createContext, type ReactNode, useCallback, useContext, useMemo, useSyncExternalStore } from "react";

interface Clock {
  subscribe(listener: () => void): () => void;
}

const ClockContext = createContext<Clock>(createClock());

/** One timer for all times and durations of the page. */
export function ClockProvider({ children }: { readonly children: ReactNode }) {
  const clock = useMemo(createClock, []);
  return <ClockContext value={clock}>{children}</ClockContext>;
}

/** Epoch milliseconds, in steps of so many: what shows minutes is not drawn every second. */
export function useNow(step: number): number {
  const { subscribe } = useContext(ClockContext);
  const read = useCallback(() => Math.floor(Date.now() / step) * step, [step]);
  return useSyncExternalStore(subscribe, read);
}

function createClock(): Clock {
  const listeners = new Set<() => void>();
  let timer: number | undefined;
  return {
    subscribe(listener) {
      listeners.add(listener);
      timer ??= window.setInterval(() => {
        for (const each of [...listeners]) each();
      }, 1000);
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        window.clearInterval(timer);
        timer = undefined;
      };
    },
  };
}
