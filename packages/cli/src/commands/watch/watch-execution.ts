import type { Client } from "@headrace/app/client";
import { type EventOf, type ExecutionState, eventOfPublic, initialState, reduce } from "@headrace/execution";
import type { CommandContext } from "../../context.ts";
import { exitCodes } from "../../exit-codes.ts";
import type { FollowedLine, Records } from "../../input/records.ts";
import { createReporter } from "../../output/create-reporter.ts";
import type { Reporter } from "../../output/reporter.ts";
import { visible } from "../../output/visible.ts";
import { exitCodeOf } from "../run/run-command.ts";
import type { WatchFlags } from "../watch.ts";

export interface Watching {
  readonly server: Records & { readonly client: Client };
  readonly executionId: string;
  readonly flags: WatchFlags;
}

/** Milliseconds for which lines may still come when the last event has. */
const lastLines = 5_000;

/** Shows an execution on a server from its first event to its last. Gives the exit code that says how it ended. */
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
  const lines = flags.quiet === true ? undefined : showLines({ server, executionId, reporter, steps, signal });
  try {
    const events = server.client.events("executions.events", { execution: executionId, follow: true }, { signal });
    for await (const { event: kind, data } of events) {
      if (kind !== "event") continue;
      const event = eventOfPublic(data);
      state = reduce(state, event);
      if (event.type === "step.started") steps.set(event.instance, event);
      reporter.observer.event?.(event, state);
    }
    await ended(lines, lastLines);
  } catch (error) {
    if (!signal.aborted) {
      await reporter.finish(state);
      throw error;
    }
  } finally {
    stop.abort();
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
}

async function showLines({ server, executionId, reporter, steps, signal }: ShowLines): Promise<void> {
  for await (const batch of server.followLines?.(executionId, { signal }) ?? []) {
    for (const lines of together(batch)) {
      const [first] = lines;
      const { stage, instance, attempt, line, stream, at } = first;
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
