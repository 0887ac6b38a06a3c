import type { ExecutionHandle, Observer } from "@headrace/engine";
import {
  awaitedApprovals,
  type ExecutionEvent,
  type ExecutionState,
  type InstanceRef,
  instanceOf,
} from "@headrace/execution";
import { HeadraceError } from "@headrace/pipeline";
import type { CommandContext } from "../context.ts";
import type { Reporter } from "../output/reporter.ts";
import type { GivenApprovals } from "./given-approvals.ts";
import { whoRuns } from "./given-approvals.ts";

/** Answers the approvals of an execution: by what was given beforehand, else by asking in the terminal, one at a time. */
export interface Approver extends Disposable {
  /** The reporter's, watched. */
  readonly observer: Observer;
  /** Begins to answer. */
  attach(handle: ExecutionHandle): void;
}

export function createApprover(
  context: CommandContext,
  { consents, reporter }: { readonly consents: GivenApprovals; readonly reporter: Reporter },
): Approver {
  const self = whoRuns(context.environment);
  /** By instance: aborted when no answer is wanted any more. */
  const open = new Map<string, AbortController>();
  const queue: InstanceRef[] = [];
  let state: ExecutionState | undefined;
  let handle: ExecutionHandle | undefined;
  let answering = false;

  function take(event: ExecutionEvent, next: ExecutionState): void {
    state = next;
    if (event.type === "approval.requested" || event.type === "execution.resumed") {
      for (const reference of awaitedApprovals(next)) {
        if (open.has(reference.instance)) continue;
        open.set(reference.instance, new AbortController());
        queue.push(reference);
      }
    }
    if (event.type === "approval.settled" || event.type === "stage.skipped") open.get(event.instance)?.abort();
    void answer();
  }

  async function answer(): Promise<void> {
    if (answering || handle === undefined) return;
    answering = true;
    try {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) await answerOne(handle, next);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      reporter.observer.notice?.(`The approval could not be given: ${message}. The execution is cancelled.`);
      handle.cancel();
    } finally {
      answering = false;
    }
  }

  async function answerOne(executing: ExecutionHandle, reference: InstanceRef): Promise<void> {
    const { signal } = open.get(reference.instance) ?? new AbortController();
    const people = [...(consents.get(reference.stage) ?? [])];
    while (!signal.aborted) {
      const approval =
        state === undefined ? undefined : instanceOf(state, reference.stage, reference.instance)?.approval;
      if (approval === undefined || approval.outcome !== undefined) return;
      const spoken = approval.decisions.map((each) => each.by);
      while (people[0] !== undefined && spoken.includes(people[0])) people.shift();
      const by = people.shift();
      const reply =
        by === undefined
          ? await ask({ instance: reference.instance, approval, self, signal })
          : ({ by, decision: "approve" } as const);
      if (reply === null) return;
      const after = await decide(executing, { ...reference, ...reply });
      if (after === null) continue;
      if (reply.decision === "reject" || after.decisions.length >= after.minimum) return;
    }
  }

  async function ask(question: Parameters<typeof import("./ask-approval.ts").askApproval>[1]) {
    const { askApproval } = await import("./ask-approval.ts");
    const release = reporter.hold?.();
    try {
      return await askApproval(context, question);
    } finally {
      release?.();
    }
  }

  /** Null where the decision was not taken: somebody, or the clock, was faster. */
  async function decide(executing: ExecutionHandle, decision: Parameters<ExecutionHandle["decideApproval"]>[0]) {
    try {
      return await executing.decideApproval(decision);
    } catch (error) {
      if (error instanceof HeadraceError && error.fault === "user") return null;
      throw error;
    }
  }

  return {
    observer: {
      ...reporter.observer,
      event(event, next) {
        reporter.observer.event?.(event, next);
        take(event, next);
      },
    },
    attach(executing) {
      handle = executing;
      void answer();
    },
    [Symbol.dispose]() {
      for (const waiting of open.values()) waiting.abort();
    },
  };
}
