import { useEffect, useRef } from "react";
import { useBlocker } from "react-router";

/** What the question before leaving is answered with. */
export interface Leaving {
  readonly onStay: () => void;
  readonly onLeave: () => void;
}

/**
 * Holds back whoever leaves the page while it holds something that is not saved: given while they have to be asked. The
 * browser itself asks before it closes or reloads the page.
 */
export function useLeaving(isDirty: () => boolean): Leaving | undefined {
  const latest = useRef(isDirty);
  latest.current = isDirty;
  // Whoever goes back is asked too: by then the browser's own address is the next one already.
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) => nextLocation.pathname !== currentLocation.pathname && latest.current(),
  );
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent): void => {
      if (latest.current()) event.preventDefault();
    };
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, []);
  if (blocker.state !== "blocked") return undefined;
  return { onStay: () => blocker.reset(), onLeave: () => blocker.proceed() };
}
