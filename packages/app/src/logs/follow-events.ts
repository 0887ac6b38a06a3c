import { setTimeout as sleep } from "node:timers/promises";
import { type ExecutionEvent, publicEvent } from "@headrace/execution";
import type { App } from "../app.ts";
import type { LiveEvent } from "../operations/answers.ts";
import { Problem } from "../problems/problem.ts";
import { hasEnded } from "./open-logs.ts";
import { untilSettled } from "./until-settled.ts";

/** Between looks at an execution that is at work in no process that we hear of. Milliseconds. */
const lookAgain = 500;

/**
 * An execution's events from a sequence number on, as they come, each with it as its id; `complete` at the end. What a
 * reader was too slow for is read from the store, so that none is ever missing. Throws `unavailable` where the server
 * stops before the end.
 */
export async function* followEvents(
  app: App,
  executionId: string,
  { from, signal }: { readonly from: number; readonly signal: AbortSignal },
): AsyncGenerator<LiveEvent> {
  let next = from;
  let ended = false;

  async function* stored(): AsyncGenerator<LiveEvent> {
    for (const event of await app.store.executions.events(executionId, next)) {
      next = event.seq + 1;
      yield await told(event);
    }
  }

  async function told(event: ExecutionEvent): Promise<LiveEvent> {
    if (event.type === "execution.finished") {
      ended = true;
      await untilSettled(app, executionId, signal);
    }
    return { id: String(event.seq), event: "event", data: publicEvent(event) };
  }

  for (;;) {
    await using feed = app.runs.live.follow(executionId, { signal, wants: (message) => message.kind === "event" });
    const isLive = app.runs.live.isLive(executionId);
    const wasOver = await hasEnded(app, executionId);
    yield* stored();
    if (wasOver || ended) return yield completeEvent(app, executionId);
    if (!isLive) {
      await sleep(lookAgain, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      continue;
    }
    for await (const message of feed) {
      if (message.kind === "gap") yield* stored();
      else if (message.kind === "event" && message.event.seq >= next) {
        // One that was stored between this and the last is read, not skipped.
        if (message.event.seq > next) yield* stored();
        else {
          next = message.event.seq + 1;
          yield await told(message.event);
        }
      }
      if (ended) return yield completeEvent(app, executionId);
    }
    if (signal.aborted) return;
    if (await hasEnded(app, executionId)) continue;
    throw new Problem("unavailable", "the server stops", { mend: "follow again from the last event that you have" });
  }
}

async function completeEvent(app: App, executionId: string): Promise<LiveEvent> {
  const { outcome } = await app.store.executions.get(executionId);
  return { event: "complete", data: { ...(outcome === undefined ? {} : { outcome }) } };
}
