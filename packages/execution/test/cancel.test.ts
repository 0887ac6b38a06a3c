import { decide } from "@headrace/execution";
import { describe, expect, test } from "vitest";
import { plan } from "./support/pipelines.ts";
import { createWorld } from "./support/world.ts";

describe("a cancel", () => {
  test("stops what runs, drops what is queued and lets cleanup run", () => {
    const world = createWorld(
      plan(
        {
          build: {},
          lint: {},
          deploy: { needs: ["build"] },
          cleanup: { needs: ["deploy"], when: "always()" },
          goodbye: { needs: ["lint"], when: "cancelled()" },
          sorry: { needs: ["build"], when: "failure()" },
        },
        { concurrency: 1 },
      ),
    );
    world.act();
    expect(world.running()).toEqual(["build"]);
    world.cancel();
    world.run({ build: { outcome: "failed", exitCode: 143 } });
    expect(world.outcomes()).toEqual({
      build: "cancelled",
      lint: "cancelled",
      deploy: "skipped",
      cleanup: "success",
      goodbye: "success",
      sorry: "skipped",
    });
    expect(world.state).toMatchObject({ outcome: "cancelled", cancelReason: "requested" });
    expect(world.events.at(-1)).toMatchObject({ outcome: "cancelled", exitCode: 130 });
  });

  test("says why a stage that would have run does not", () => {
    const world = createWorld(plan({ build: {}, deploy: { needs: ["build"] } }));
    world.act();
    world.cancel();
    world.run();
    expect(world.outcomes()).toEqual({ build: "success", deploy: "cancelled" });
    expect(world.details()).toEqual({ deploy: "the execution was cancelled" });
  });

  test("spares a running stage whose condition holds after a cancel; a forced one ends it", () => {
    const world = createWorld(plan({ watch: { when: "always()" }, test: {}, report: { when: "!cancelled()" } }));
    world.act();
    world.cancel();
    world.act();
    expect(world.state.runningInstances).toBe(3);
    expect(cancelled(world.events)).toEqual(["test", "report"]);
    world.cancel(true);
    world.act();
    expect(cancelled(world.events)).toEqual(["test", "report", "watch"]);
  });

  test("forced, nothing that is not running starts any more", () => {
    const world = createWorld(
      plan(
        { build: {}, cleanup: { needs: ["build"], when: "always()" }, queued: { when: "always()" } },
        { concurrency: 1 },
      ),
    );
    world.act();
    world.cancel();
    world.cancel(true);
    world.run({ build: { outcome: "failed" } });
    expect(world.outcomes()).toEqual({ build: "cancelled", cleanup: "cancelled", queued: "cancelled" });
    expect(world.events.filter(({ type }) => type === "stage.queued")).toHaveLength(2);
    expect(world.state.outcome).toBe("cancelled");
  });

  test("before anything began ends the execution at once", () => {
    const world = createWorld(plan({ build: {}, cleanup: { needs: ["build"], when: "always()" } }));
    world.cancel();
    world.run();
    expect(world.outcomes()).toEqual({ build: "cancelled", cleanup: "success" });
  });

  test("ends the wait for another attempt", () => {
    const retry = { attempts: 3, on: ["failed"], backoff: 60_000 } as const;
    const world = createWorld(plan({ build: { retry } }));
    world.act();
    world.end("build", { outcome: "failed" });
    world.cancel();
    expect(decide(world.state, world.now)).toEqual([
      { kind: "drop", stage: "build", instance: "build", reason: "cancelled" },
    ]);
    expect(world.run().outcomes()).toEqual({ build: "cancelled" });
  });

  test("a cleanup that fails while cancelling is not tried again, and stays a failure", () => {
    const retry = { attempts: 3, on: ["failed"], backoff: 0 } as const;
    const world = createWorld(plan({ build: {}, cleanup: { needs: ["build"], when: "always()", retry } }));
    world.act();
    world.cancel();
    world.run({ build: { outcome: "failed" }, cleanup: { outcome: "failed" } });
    expect(world.outcomes()).toEqual({ build: "cancelled", cleanup: "failed" });
    expect(world.started()).toEqual(["build", "cleanup"]);
  });
});

describe("failFast of the pipeline", () => {
  test("ends the others when a stage failed for good, and the execution failed", () => {
    const world = createWorld(
      plan(
        {
          build: {},
          lint: {},
          docs: { needs: ["lint"] },
          notify: { needs: ["build"], when: "failure()" },
          cleanup: { needs: ["docs"], when: "always()" },
        },
        { failFast: true },
      ),
    );
    world.act();
    world.end("build", { outcome: "failed" });
    world.run({ lint: { outcome: "failed" } });
    expect(world.outcomes()).toEqual({
      build: "failed",
      lint: "cancelled",
      docs: "skipped",
      notify: "success",
      cleanup: "success",
    });
    expect(world.state).toMatchObject({ outcome: "failed", cancelReason: "failFast" });
    expect(world.events.at(-1)).toMatchObject({ exitCode: 1 });
  });

  test("is not struck by an allowed failure, nor by one that is tried again", () => {
    const retry = { attempts: 2, on: ["failed"], backoff: 0 } as const;
    const world = createWorld(plan({ lint: { allowFailure: true }, build: { retry } }, { failFast: true }));
    world.act();
    world.end("lint", { outcome: "failed" });
    world.end("build", { outcome: "failed" });
    expect(world.run().state.outcome).toBe("success");
  });

  test("a person's cancel during it makes the outcome cancelled", () => {
    const world = createWorld(plan({ build: {}, lint: {} }, { failFast: true }));
    world.act();
    world.end("build", { outcome: "failed" });
    world.act();
    world.cancel();
    expect(world.run().state).toMatchObject({ cancelReason: "requested", outcome: "cancelled" });
  });
});

test("the pipeline's timeout makes what it stops, and the execution, timedOut", () => {
  const world = createWorld(
    plan({ build: {}, notify: { needs: ["build"], when: "failure()" }, deploy: { needs: ["build"] } }),
  );
  world.act();
  world.put({ type: "execution.cancelling", reason: "timedOut", force: false });
  world.run({ build: { outcome: "failed", exitCode: 143 } });
  expect(world.outcomes()).toEqual({ build: "timedOut", notify: "success", deploy: "skipped" });
  expect(world.events.at(-1)).toMatchObject({ outcome: "timedOut", exitCode: 1 });
});

function cancelled(events: ReturnType<typeof createWorld>["events"]): readonly string[] {
  return events.flatMap((event) => (event.type === "stage.cancelling" ? [event.instance] : []));
}
