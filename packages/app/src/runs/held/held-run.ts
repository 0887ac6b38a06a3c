import type { ExecutionHandle } from "@headrace/engine";
import type { Phase } from "../../executions/phase.ts";
import type { Link } from "../links.ts";
import type { DisposableTrees } from "../sources/sources.ts";

/** An execution that this process answers for: it waits for its turn, runs, or waits for people. */
export interface HeldRun {
  link: Link;
  /** While it is at work. */
  handle: ExecutionHandle | undefined;
  /** Told once there is a handle, or that there will be none for now. */
  readonly waiters: Set<(handle: ExecutionHandle | undefined) => void>;
  /** Settles once it is known whether it runs now, or others of its concurrency group come before it. */
  readonly turn: PromiseWithResolvers<void>;
  trees: DisposableTrees | undefined;
  /** Somebody is about to get it a handle. */
  opening: boolean;
  /** An event that comes from outside is being recorded: nobody else begins to number events meanwhile. */
  recording: Promise<void> | undefined;
  /** Asked for before there was a handle, or the last one asked for. */
  cancel: { readonly force: boolean; readonly reason: "requested" | "superseded" } | undefined;
  /** The one that it was last taken up with: recorded for certain. */
  resumedWith: HeldRun["cancel"];
  /** Why it cannot go on: it is only taken up to be ended. */
  refused: string | undefined;
  phase: Phase;
  /** Faults in a row. */
  faults: number;
  retry: NodeJS.Timeout | undefined;
}

export function heldRun(link: Link): HeldRun {
  return {
    link,
    handle: undefined,
    waiters: new Set(),
    turn: Promise.withResolvers(),
    trees: undefined,
    opening: false,
    recording: undefined,
    cancel: undefined,
    resumedWith: undefined,
    refused: undefined,
    phase: "PLANNED",
    faults: 0,
    retry: undefined,
  };
}
