import type { Client } from "@headrace/app/client";
import {
  type EventOf,
  type ExecutionEvent,
  type ExecutionState,
  eventOfPublic,
  initialState,
  reduce,
} from "@headrace/execution";
import type { CommandContext } from "../../context.ts";
import { exitCodes } from "../../exit-codes.ts";
import type { FollowedLine, Records } from "../../input/records.ts";
import { createReporter } from "../../output/create-reporter.ts";
import type { Reporter } from "../../output/reporter.ts";
import { visible } from "../../output/visible.ts";
import { exitCodeOf } from "../run/run-command.ts";
import type { WatchFlags } from "../watch.ts";
import { type Barrier, createBarrier } from "./create-barrier.ts";

export interface Watching {
  readonly server: Records & { readonly client: Client };
  readonly executionId: string;
  readonly flags: WatchFlags;
}

/** Milliseconds for which lines that are still to come, or the event that they come after, are waited for. */
const patience = 5_000;

/**
 * Shows an execution on a server from its first event to its last. Gives the exit code that says how it ended.
 * Events and lines are streams of their own: they are shown in the order in which they happened, each attempt's lines
 * between its beginning and its end.
 */
export async function watchExecution(
  context: CommandContext,
  { server, executionId, flags }: Watching,
): Promise<number> {
  const { plan } = await server.client.call("executions.record", { execution: executionId });
  const reporter = await createReporter(context, {
    plan,
    flags,
    // All events come from the first on: there are none before.
    project: { ...server, store: { ...server.store, executions: { events: async () => [] } } },
  });
  using stop = stopOnSignal();
  const { signal } = stop;
  const steps = new Map<string, EventOf<"step.started">>();
  let state: ExecutionState = initialState(plan);
  const [begun, printed] = [createBarrier(patience), createBarrier(patience)];
  signal.addEventListener("abort", printed.open, { once: true });
  const following = { server, executionId, reporter, steps, signal, begun, printed };
  const lines = flags.quiet === true ? undefined : showLines(following).finally(printed.open);
  // Said once the events have been.
  lines?.catch(() => undefined);
  try {
    const events = server.client.events("executions.events", { execution: executionId, follow: true }, { signal });
    for await (const { event: kind, data } of events) {
      if (kind !== "event") continue;
      const event = eventOfPublic(data);
      if (lines !== undefined) await linesBefore(following, event);
      state = reduce(state, event);
      if (event.type === "step.started") steps.set(event.instance, event);
      reporter.observer.event?.(event, state);
      if (event.type === "stage.started") begun.reach(attemptKey(event), 1);
    }
    begun.open();
    await ended(lines, patience);
  } catch (error) {
    if (!signal.aborted) {
      await reporter.finish(state);
      throw error;
    }
  } finally {
    stop.abort();
    begun.open();
    await lines?.catch(() => undefined);
  }
  await reporter.finish(state);
  if (state.outcome !== undefined) return exitCodeOf(state);
  context.stderr.write(
    visible(`It goes on without you. End it with \`headrace cancel ${executionId}\`, or watch it again.\n`),
  );
  return exitCodes.cancelled;
}

interface ShowLines extends Pick<Watching, "server" | "executionId"> {
  readonly reporter: Reporter;
  readonly steps: ReadonlyMap<string, EventOf<"step.started">>;
  readonly signal: AbortSignal;
  /** How far the events have been shown: which attempts have begun. */
  readonly begun: Barrier;
  /** How far the lines have been shown: of each attempt, to which line. */
  readonly printed: Barrier;
}

interface Attempt {
  readonly instance: string;
  readonly attempt: number;
}

function attemptKey({ instance, attempt }: Attempt): string {
  return `${attempt} ${instance}`;
}

/** Until all lines have been shown that came before the event: those of an attempt that it ends. */
async function linesBefore({ server, executionId, begun, printed }: ShowLines, event: ExecutionEvent): Promise<void> {
  if (event.type !== "stage.finished" && event.type !== "stage.retrying") return;
  const { instance, attempt } = event;
  // What was cancelled before it ran has no log.
  if (!begun.hasReached(attemptKey(event), 1)) return;
  const asked = { execution: executionId, stage: instance, attempt, limit: 1 };
  // A log that cannot be read holds nothing back; the stream of lines says why.
  const { lineCount } = await server.client.call("logs.read", asked).catch(() => ({ lineCount: 0 }));
  await printed.until(attemptKey(event), lineCount);
}

async function showLines(following: ShowLines): Promise<void> {
  const { server, executionId, reporter, steps, signal, begun, printed } = following;
  for await (const batch of server.followLines?.(executionId, { signal }) ?? []) {
    for (const lines of together(batch)) {
      const [first] = lines;
      const { stage, instance, attempt, line, stream, at } = first;
      await begun.until(attemptKey(first), 1);
      const step = steps.get(instance);
      reporter.observer.log?.(
        {
          firstLine: line,
          count: lines.length,
          stream,
          at,
          bytes: Buffer.from(lines.map(({ text }) => `${text}\n`).join("")),
        },
        {
          stage,
          instance,
          attempt,
          phase: step?.phase ?? "steps",
          step: step?.step ?? 0,
          stepName: step?.name ?? "",
        },
      );
      printed.reach(attemptKey(first), line + lines.length - 1);
    }
    const waiting = reporter.observer.ready?.();
    if (waiting !== null && waiting !== undefined) await waiting;
  }
}

/** Lines that follow each other in one stream of one attempt. */
function together(lines: readonly FollowedLine[]): readonly (readonly [FollowedLine, ...FollowedLine[]])[] {
  const groups: [FollowedLine, ...FollowedLine[]][] = [];
  for (const line of lines) {
    const last = groups.at(-1);
    const before = last?.at(-1);
    if (
      last !== undefined &&
      before?.instance === line.instance &&
      before.attempt === line.attempt &&
      before.stream === line.stream &&
      before.line + 1 === line.line
    )
      last.push(line);
    else groups.push([line]);
  }
  return groups;
}

async function ended(work: Promise<void> | undefined, patience: number): Promise<void> {
  if (work === undefined) return;
  const timer = Promise.withResolvers<void>();
  const timeout = setTimeout(timer.resolve, patience);
  await Promise.race([work, timer.promise]);
  clearTimeout(timeout);
}

/** Aborted by the first signal that would end the process; a live picture has to be taken away before. */
function stopOnSignal(): AbortController & Disposable {
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  for (const signal of signals) process.once(signal, abort);
  return Object.assign(controller, {
    [Symbol.dispose]: () => {
      for (const signal of signals) process.off(signal, abort);
    },
  });
}
