import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createGate, createProject, endOf, runInline } from "./executions.ts";
import { followStream, linesOf, type StreamEvent } from "./follow.ts";
import { type KillableServer, startKillableServer } from "./support/killable-server.ts";

/** Lines that a follower has when the server is killed: each time at another place between two writes to the disk. */
const killedAfter = [7, 60, 141];

test("a follower that resumes after a crash of the server misses no line and gets none twice", async () => {
  const directory = await mkdtemp(join(tmpdir(), "headrace-crash-"));
  let server = await startKillableServer(directory);
  const project = await createProject(server.client);
  await using gate = await createGate();
  // Two that print at once, so that the order between them is at stake too.
  const steps = `["while ${gate.isClosed}; do i=$((i + 1)); echo line $i; sleep 0.03; done"]`;
  const { body } = await runInline(server.client, project, {
    text: `
name: chatty
stages:
  one: { steps: ${steps} }
  two: { steps: ${steps} }
`,
  });
  const id: string = body.id;
  const seen: StreamEvent[] = [];
  for (const enough of killedAfter) {
    seen.push(...(await followUntilKilled(server, id, { seen, enough })));
    server = await startKillableServer(directory);
  }
  await gate.open();
  seen.push(...(await follow(server, id, { seen })));
  expect(await endOf(server.client, id)).toMatchObject({ outcome: "success" });

  const kept: unknown[] = [];
  for (let from: number | undefined = 1; from !== undefined; ) {
    const { body: page } = await server.client.get(`/executions/${id}/logs?from=${from}&limit=1000`);
    kept.push(...page.items);
    from = page.next;
  }
  expect(kept.length).toBeGreaterThanOrEqual(killedAfter.reduce((sum, lines) => sum + lines));
  expect(linesOf(seen)).toEqual(kept);
  await server.kill();
  await project.remove();
  await rm(directory, { recursive: true, force: true });
}, 60_000);

interface Watching {
  readonly seen: readonly StreamEvent[];
  /** Lines; to the end of the execution unless said. */
  readonly enough?: number;
}

/** Goes on where the last stream ended. */
function follow(server: KillableServer, id: string, { seen, enough }: Watching): Promise<readonly StreamEvent[]> {
  const last = seen.findLast((event) => event.id !== undefined)?.id;
  return followStream(server.client, `/executions/${id}/logs?follow=true`, {
    ...(last === undefined ? {} : { headers: { "last-event-id": last } }),
    ...(enough === undefined ? {} : { enough: (events) => linesOf(events).length >= enough }),
  });
}

async function followUntilKilled(server: KillableServer, id: string, watching: Watching) {
  const seen = await follow(server, id, watching);
  await server.kill();
  return seen;
}
