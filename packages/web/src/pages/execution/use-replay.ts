import {
  type ExecutionEvent,
  type ExecutionPlan,
  type ExecutionState,
  initialState,
  reduce,
} from "@headrace/execution";
import { useEffect, useMemo, useRef, useState } from "react";

export interface Replay {
  /** How many of the events are folded; undefined while the present is shown. */
  readonly at: number | undefined;
  readonly show: (at: number | undefined) => void;
  readonly playing: boolean;
  readonly play: (playing: boolean) => void;
  /** As it was then; undefined while the present is shown. */
  readonly state: ExecutionState | undefined;
}

/** Milliseconds that all of it takes, and between two steps. */
const wholeTime = 12_000;
const step = 100;

/** Folds the recorded events anew up to any of them, by the same `reduce` as everywhere. */
export function useReplay(plan: ExecutionPlan | undefined, events: readonly ExecutionEvent[]): Replay {
  const [at, setAt] = useState<number | undefined>(undefined);
  const [playing, play] = useState(false);
  const fold = useMemo(() => (plan === undefined ? undefined : createFold(plan)), [plan]);
  const state = at === undefined ? undefined : fold?.(events, at);
  const count = useRef(events.length);
  count.current = events.length;
  useEffect(() => {
    if (!playing) return;
    const timer = window.setInterval(() => {
      setAt((before) =>
        Math.min(count.current, (before ?? 0) + Math.max(1, Math.round((count.current * step) / wholeTime))),
      );
    }, step);
    return () => window.clearInterval(timer);
  }, [playing]);
  useEffect(() => {
    if (playing && at !== undefined && at >= events.length) play(false);
  }, [playing, at, events.length]);
  const show = (next: number | undefined): void => {
    play(false);
    setAt(next);
  };
  const start = (next: boolean): void => {
    if (next && (at === undefined || at >= events.length)) setAt(0);
    play(next);
  };
  return { at, show, playing, play: start, state };
}

/** Going on from where it was costs only what lies between. */
function createFold(plan: ExecutionPlan): (events: readonly ExecutionEvent[], at: number) => ExecutionState {
  let known = { at: 0, state: initialState(plan) };
  return (events, at) => {
    const begin = at < known.at ? { at: 0, state: initialState(plan) } : known;
    known = { at, state: events.slice(begin.at, at).reduce<ExecutionState>(reduce, begin.state) };
    return known.state;
  };
}
