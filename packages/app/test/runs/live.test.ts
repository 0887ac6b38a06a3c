import type { ExecutionEvent } from "@headrace/execution";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createLiveHub } from "../../src/runs/live/create-live.ts";
import type { LiveGap, LiveMessage } from "../../src/runs/live/live.ts";

function lines(line: number, text: string, stage = "build"): LiveMessage {
  return {
    kind: "lines",
    executionId: "one",
    stage,
    instance: stage,
    attempt: 1,
    line,
    firstLine: line,
    count: 1,
    stream: "stdout",
    at: 0,
    bytes: Buffer.from(`${text}\n`),
  };
}

function event(seq: number, type: "execution.started" | "execution.finished" = "execution.started"): LiveMessage {
  const envelope = { seq, at: 0, executionId: "one" };
  const stored: ExecutionEvent =
    type === "execution.started"
      ? { ...envelope, type }
      : { ...envelope, type, outcome: "success", exitCode: 0, durationMs: 1, attempt: 1 };
  return { kind: "event", event: stored };
}

async function drain(follower: AsyncIterable<LiveMessage | LiveGap>): Promise<readonly (LiveMessage | LiveGap)[]> {
  const given: (LiveMessage | LiveGap)[] = [];
  for await (const each of follower) given.push(each);
  return given;
}

test("all who follow are given everything in order, until the execution's end", async () => {
  const { live, publish } = createLiveHub();
  const followers = [live.follow("one"), live.follow("one"), live.follow("other")];
  const messages = [event(1), lines(1, "hello"), event(2), lines(2, "there"), event(3, "execution.finished")];
  for (const message of messages) publish("one", message);
  const [first, second, third] = followers;
  if (first === undefined || second === undefined || third === undefined) throw new Error("no followers");
  expect(await drain(first)).toEqual(messages);
  expect(await drain(second)).toEqual(messages);
  await third.return?.();
});

test("a listener that throws harms nobody, and who has left is told nothing", () => {
  const { live, publish, isWatched } = createLiveHub();
  const told: LiveMessage[] = [];
  const leave = live.subscribe("one", () => {
    throw new Error("mine alone");
  });
  const stop = live.subscribe("one", (message) => void told.push(message));
  publish("one", lines(1, "a"));
  stop();
  leave();
  publish("one", lines(2, "b"));
  expect(told).toHaveLength(1);
  expect(isWatched("one")).toBe(false);
});

test("who follows what the server ends, or gives up himself, waits for nothing", async () => {
  const { live, publish, end, close } = createLiveHub();
  const ended = drain(live.follow("one"));
  publish("one", lines(1, "a"));
  end("one");
  expect(await ended).toHaveLength(1);
  const closed = drain(live.follow("two"));
  const leaving = new AbortController();
  const left = drain(live.follow("three", { signal: leaving.signal }));
  leaving.abort();
  close();
  expect([await closed, await left]).toEqual([[], []]);
});

test("a slow reader never holds more than its bound, and is told exactly what it missed", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ reads: fc.nat(3), size: fc.nat(30), isEvent: fc.boolean() }), { maxLength: 60 }),
      fc.record({ mostMessages: fc.integer({ min: 1, max: 6 }), mostBytes: fc.integer({ min: 1, max: 80 }) }),
      async (steps, bounds) => {
        const { live, publish } = createLiveHub();
        const follower = live.follow("one", bounds);
        const given: (LiveMessage | LiveGap)[] = [];
        let line = 0;
        let seq = 0;
        let ahead = 0;
        for (const { reads, size, isEvent } of steps) {
          publish("one", isEvent ? event(++seq) : lines(++line, "x".repeat(size)));
          ahead += 1;
          // Only as many as are there for certain: a gap stands for several.
          for (let read = 0; read < reads && ahead > 0; read += 1) {
            const next = await Promise.race([follower.next(), Promise.resolve(null)]);
            if (next === null) break;
            if (next.done !== true) given.push(next.value);
            ahead = next.done !== true && next.value.kind === "gap" ? 0 : ahead - 1;
          }
        }
        publish("one", event(++seq, "execution.finished"));
        given.push(...(await drain(follower)));
        const seen = { lines: [] as number[], events: [] as number[] };
        const add = (list: number[], range: { readonly first: number; readonly last: number } | undefined): void => {
          if (range !== undefined) for (let at = range.first; at <= range.last; at += 1) list.push(at);
        };
        for (const each of given) {
          if (each.kind === "gap") {
            add(seen.lines, each.lines);
            add(seen.events, each.events);
          } else if (each.kind === "lines") seen.lines.push(each.line);
          else seen.events.push(each.event.seq);
        }
        expect(seen.lines).toEqual(Array.from({ length: line }, (_, index) => index + 1));
        expect(seen.events).toEqual(Array.from({ length: seq }, (_, index) => index + 1));
      },
    ),
  );
});
