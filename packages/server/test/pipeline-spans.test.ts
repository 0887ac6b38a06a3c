import { beforeEach, expect, test } from "vitest";
import { addRun, beginRun, endRun, type Run } from "../../../test/forges/index.ts";
import { bitbucketAt } from "./support/bitbucket-at.ts";
import { createWebhook, sendDelivery, type TestWebhook, workedOn } from "./support/send-delivery.ts";

// `pipeline:span_created` of Bitbucket: what it tells whole is not asked for.
const at = bitbucketAt();
let run: Run;
let hook: TestWebhook;
beforeEach(async () => {
  await at.begin();
  run = addRun(at.remote);
  beginRun(run);
  await at.watch();
  hook = await createWebhook(at.server, at.repository, "bitbucket");
  at.bitbucket.asked.length = 0;
});

interface Span {
  readonly name: string;
  readonly said: Readonly<Record<string, string>>;
}

const runSpan = (word: string): Span => ({
  name: "bbc.pipeline_run",
  said: { "pipeline.uuid": run.uuid, "pipeline.state.result.name": word },
});
const stepSpan = (word: string): Span => ({
  name: "bbc.step",
  said: { "pipeline.uuid": run.uuid, "step.uuid": run.steps[0]?.uuid ?? "", "step.state.result.name": word },
});

/** In the form of OpenTelemetry, numbers as texts; resolves when it has been worked on. */
async function tell(...spans: readonly Span[]): Promise<void> {
  const startTimeUnixNano = `${Date.parse(run.created_on)}000000`;
  const endTimeUnixNano = `${Date.parse(run.created_on) + 30_000}000000`;
  const payload = {
    resourceSpans: [
      {
        resource: { attributes: [{ key: "pipeline.repository.uuid", value: { stringValue: at.remote.uuid } }] },
        scopeSpans: [
          {
            spans: spans.map(({ name, said }) => ({
              name,
              startTimeUnixNano,
              endTimeUnixNano,
              attributes: [
                { key: "pipeline.build_number", value: { intValue: "1" } },
                ...Object.entries(said).map(([key, stringValue]) => ({ key, value: { stringValue } })),
              ],
            })),
          },
        ],
      },
    ],
  };
  const { status, body } = await sendDelivery(at.server, hook, { event: "pipeline:span_created", payload });
  expect(status).toBe(202);
  await workedOn(at.server, body.delivery);
}

const first = async () => (await at.listed())[0];
const eventsOf = async (id: string) => JSON.stringify((await at.server.owner.get(`/executions/${id}/events`)).body);

test("a step and its run that have ended are so here at once, and nobody is asked", async () => {
  await tell(stepSpan("FAILED"), runSpan("FAILED"));
  const { id, ...rest } = await first();
  expect(rest).toMatchObject({ state: "ended", outcome: "failed", durationMs: 30_000, remote: { state: "FAILED" } });
  const { body } = await at.server.owner.get(`/executions/${id}`);
  expect(body.stages).toMatchObject([{ stage: "Build", outcome: "failed", durationMs: 30_000 }]);
  expect(body).toMatchObject({ branch: "main", commit: `${"0".repeat(39)}1` });
  expect(at.bitbucket.asked).toEqual([]);
  const { body: reliability } = await at.server.owner.get(`/connections/${at.connection}/reliability`);
  expect(reliability.day.delays).toMatchObject({ told: { changes: 2 }, found: { changes: 0 } });
});

test("the same again, and late, changes nothing", async () => {
  await tell(stepSpan("SUCCESSFUL"));
  await tell(stepSpan("SUCCESSFUL"), runSpan("SUCCESSFUL"));
  const { id } = await first();
  const before = await eventsOf(id);
  await tell(stepSpan("FAILED"));
  await tell(runSpan("STOPPED"));
  expect(await eventsOf(id)).toBe(before);
  expect(before.match(/stage\.finished/g)).toHaveLength(1);
  expect(await first()).toMatchObject({ outcome: "success" });
});

test.each([
  ["that a run ended whose stages were not told", () => [runSpan("SUCCESSFUL")]],
  ["in a word that the interface does not use", () => [stepSpan("COMPLETE"), runSpan("COMPLETE")]],
  [
    "that a step ended which was not there before",
    () => [stepSpan("FAILED"), { ...stepSpan("FAILED"), said: { ...stepSpan("FAILED").said, "step.uuid": "{new}" } }],
  ],
  ["of a run that is not known", () => [{ ...runSpan("FAILED"), said: { "pipeline.uuid": "{other}" } }]],
  ["nothing that can be read", () => [{ name: "bbc.command", said: {} }]],
])("a delivery that says %s leads to a look, which knows", async (_what, spans) => {
  endRun(run, "SUCCESSFUL");
  at.passTime(5_000);
  await tell(...spans());
  await expect.poll(async () => (await first()).outcome, { timeout: 20_000, interval: 50 }).toBe("success");
  expect(at.bitbucket.asked.length).toBeGreaterThan(0);
});

test("a step's end is here at once, and a look tells what began after it", async () => {
  at.passTime(5_000);
  await tell(stepSpan("SUCCESSFUL"));
  const { id } = await first();
  const { body } = await at.server.owner.get(`/executions/${id}`);
  expect(body).toMatchObject({ state: "running", stages: [{ stage: "Build", outcome: "success" }] });
  await expect.poll(() => at.bitbucket.asked.length, { timeout: 20_000, interval: 50 }).toBeGreaterThan(0);
});
