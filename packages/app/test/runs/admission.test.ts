import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Admission, type Candidate, createAdmission, stepOfPriority } from "../../src/runs/turns/admission.ts";

const unlimited = { server: 1000, organization: () => 1000 };

function candidate(executionId: string, more: Partial<Candidate> = {}): Candidate {
  return { executionId, organizationId: "team", priority: 0, createdAt: 0, ...more };
}

function group(limit = 1, cancelInProgress = false, name = "deploy") {
  return { group: { name, limit, cancelInProgress } };
}

describe("who runs next", () => {
  test("organizations take turns, whoever has more in the queue", () => {
    const admission = createAdmission({ server: 2, organization: () => 1000 });
    for (const id of ["a1", "a2", "a3", "a4"]) admission.enter(candidate(id, { organizationId: "a" }));
    for (const id of ["b1", "b2"]) admission.enter(candidate(id, { organizationId: "b" }));
    expect(admission.admit()).toEqual(["a1", "b1"]);
    admission.leave("a1");
    expect(admission.admit()).toEqual(["a2"]);
    admission.leave("a2");
    admission.leave("b1");
    expect(new Set(admission.admit())).toEqual(new Set(["b2", "a3"]));
  });

  test("within one organization the highest priority comes first, but nobody waits for ever behind it", () => {
    const admission = createAdmission({ server: 1, organization: () => 1000 });
    admission.enter(candidate("early", { createdAt: 0 }));
    admission.enter(candidate("urgent", { priority: 1, createdAt: stepOfPriority / 2 }));
    admission.enter(candidate("too late", { priority: 1, createdAt: stepOfPriority * 1.5 }));
    const order = ["", "", ""].map(() => {
      const [next = ""] = admission.admit();
      admission.leave(next);
      return next;
    });
    expect(order).toEqual(["urgent", "early", "too late"]);
  });

  test("what waits for people holds its group and no place", () => {
    const admission = createAdmission({ server: 1, organization: () => 1 });
    admission.enter(candidate("waits", group()));
    expect(admission.admit()).toEqual(["waits"]);
    admission.enter(candidate("same group", group()));
    admission.enter(candidate("other"));
    admission.park("waits", true);
    expect(admission.admit()).toEqual(["other"]);
    expect(admission.why("same group")).toMatchObject({ kind: "concurrency-group", waitsFor: ["waits"] });
    admission.leave("other");
    expect(admission.admit()).toEqual([]);
    admission.leave("waits");
    expect(admission.admit()).toEqual(["same group"]);
  });
});

describe("concurrency groups", () => {
  test("what others run on other servers is put back, first of its group, and holds nothing until it is tried again", () => {
    const admission = createAdmission({ server: 1, organization: () => 1000 });
    admission.enter(candidate("first", group()));
    admission.enter(candidate("second", group()));
    expect(admission.admit()).toEqual(["first"]);
    admission.putBack("first");
    expect(admission.why("first")).toEqual({ kind: "concurrency-group", group: "deploy", limit: 1, waitsFor: [] });
    admission.enter(candidate("other"));
    expect(admission.admit()).toEqual(["other"]);
    admission.leave("other");
    expect(admission.admit()).toEqual([]);
    admission.retry("first");
    expect(admission.admit()).toEqual(["first"]);
    admission.putBack("first");
    admission.leave("first");
    admission.retry("first");
    expect(admission.admit()).toEqual(["second"]);
  });

  test("a newer one with cancelInProgress ends what runs and what waits", () => {
    const admission = createAdmission(unlimited);
    admission.enter(candidate("first", group()));
    admission.admit();
    admission.enter(candidate("second", group()));
    expect(admission.enter(candidate("third", group(1, true)))).toEqual([
      { executionId: "first", was: "running" },
      { executionId: "second", was: "waiting" },
    ]);
    expect(admission.admit()).toEqual([]);
    admission.leave("first");
    expect(admission.admit()).toEqual(["third"]);
  });

  test("says which executions one waits for, and which limit", () => {
    const admission = createAdmission({ server: 3, organization: (id) => (id === "small" ? 1 : 2) });
    admission.enter(candidate("one", group()));
    admission.enter(candidate("two", group()));
    admission.enter(candidate("three", group()));
    admission.enter(candidate("other"));
    admission.enter(candidate("another"));
    admission.admit();
    expect(admission.why("one")).toBeNull();
    expect(admission.why("three")).toEqual({
      kind: "concurrency-group",
      group: "deploy",
      limit: 1,
      waitsFor: ["one", "two"],
    });
    expect(admission.why("another")).toEqual({ kind: "organization-limit", limit: 2, running: 2 });
    admission.enter(candidate("small one", { organizationId: "small" }));
    admission.admit();
    admission.enter(candidate("third", { organizationId: "third" }));
    expect(admission.why("third")).toEqual({ kind: "server-limit", limit: 3, running: 3 });
  });
});

interface Step {
  readonly kind: "enter" | "end" | "park" | "withdraw";
  readonly pick: number;
  readonly organization: string;
  readonly priority: number;
  readonly group: string | null;
  readonly limit: number;
  readonly cancelInProgress: boolean;
}

const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom("enter", "enter", "enter", "end", "end", "park", "withdraw"),
  pick: fc.nat(1000),
  organization: fc.constantFrom("a", "b", "c"),
  priority: fc.integer({ min: -3, max: 3 }),
  group: fc.constantFrom(null, "x", "y"),
  limit: fc.integer({ min: 1, max: 3 }),
  cancelInProgress: fc.boolean(),
});

/** What has happened, kept the simple way. */
interface World {
  readonly admission: Admission;
  readonly all: Map<string, Candidate>;
  readonly waiting: string[];
  readonly running: Set<string>;
  readonly parked: Set<string>;
  readonly ending: Set<string>;
}

describe("with random arrivals, ends, groups and limits", () => {
  test("no limit is ever exceeded, no place stays free while somebody could take it, and all come to their end", () => {
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 60 }),
        fc.record({ server: fc.integer({ min: 1, max: 4 }), organization: fc.integer({ min: 1, max: 3 }) }),
        (steps, limits) => {
          const world: World = {
            admission: createAdmission({ server: limits.server, organization: () => limits.organization }),
            all: new Map(),
            waiting: [],
            running: new Set(),
            parked: new Set(),
            ending: new Set(),
          };
          for (const [index, each] of steps.entries()) {
            take(world, each, index);
            admit(world);
            check(world, limits);
          }
          // Whatever runs ends; then nobody may be left.
          for (let left = world.all.size + 1; world.running.size > 0; left -= 1) {
            expect(left).toBeGreaterThan(0);
            for (const id of [...world.running]) end(world, id);
            admit(world);
            check(world, limits);
          }
          expect(world.waiting).toEqual([]);
        },
      ),
      { numRuns: 400 },
    );
  });
});

function take(world: World, step: Step, index: number): void {
  const { admission, all, waiting, running, parked } = world;
  const from = (list: readonly string[]): string | undefined => list[step.pick % Math.max(1, list.length)];
  switch (step.kind) {
    case "enter": {
      const id = `e${index}`;
      const added = candidate(id, {
        organizationId: step.organization,
        priority: step.priority,
        createdAt: index * 1000,
        ...(step.group === null ? {} : group(step.limit, step.cancelInProgress, step.group)),
      });
      all.set(id, added);
      const superseded = admission.enter(added);
      waiting.push(id);
      for (const { executionId, was } of superseded) {
        expect(executionId).not.toBe(id);
        if (was === "waiting") waiting.splice(waiting.indexOf(executionId), 1);
        else world.ending.add(executionId);
      }
      if (step.group !== null && step.cancelInProgress) {
        // No more than the limit live on, this one among them.
        const members = [...waiting, ...running].filter((other) => all.get(other)?.group?.name === step.group);
        expect(members.filter((other) => !world.ending.has(other)).length).toBeLessThanOrEqual(step.limit);
      }
      return;
    }
    case "end": {
      const id = from([...running]);
      if (id !== undefined) end(world, id);
      return;
    }
    case "park": {
      const id = from([...running]);
      if (id === undefined || parked.has(id)) return;
      parked.add(id);
      admission.park(id, true);
      return;
    }
    case "withdraw": {
      const id = from(waiting);
      if (id === undefined) return;
      waiting.splice(waiting.indexOf(id), 1);
      admission.leave(id);
      return;
    }
  }
}

function end(world: World, id: string): void {
  world.running.delete(id);
  world.parked.delete(id);
  world.ending.delete(id);
  world.admission.leave(id);
}

function admit(world: World): void {
  for (const id of world.admission.admit()) {
    const name = world.all.get(id)?.group?.name;
    const older = world.waiting.slice(0, world.waiting.indexOf(id));
    if (name !== undefined) expect(older.filter((other) => world.all.get(other)?.group?.name === name)).toEqual([]);
    world.waiting.splice(world.waiting.indexOf(id), 1);
    world.running.add(id);
  }
}

function check(world: World, limits: { readonly server: number; readonly organization: number }): void {
  const { all, waiting, running, parked, admission } = world;
  const working = [...running].filter((id) => !parked.has(id));
  expect(working.length).toBeLessThanOrEqual(limits.server);
  const inOrganization = (name: string | undefined): number =>
    working.filter((id) => all.get(id)?.organizationId === name).length;
  for (const name of ["a", "b", "c"]) expect(inOrganization(name)).toBeLessThanOrEqual(limits.organization);
  const members = (name: string): Candidate[] =>
    [...running].flatMap((id) => all.get(id) ?? []).filter((each) => each.group?.name === name);
  for (const name of ["x", "y"]) {
    const holding = members(name);
    for (const { group } of holding) expect(holding.length).toBeLessThanOrEqual(group?.limit ?? 0);
  }
  for (const [place, id] of waiting.entries()) {
    expect(admission.why(id)).not.toBeNull();
    const { organizationId, group } = all.get(id) ?? candidate(id);
    const hasRoom = working.length < limits.server && inOrganization(organizationId) < limits.organization;
    const isFirst = !waiting.slice(0, place).some((other) => group && all.get(other)?.group?.name === group.name);
    const holding = group === undefined ? [] : members(group.name);
    const least = Math.min(group?.limit ?? 1000, ...holding.map((each) => each.group?.limit ?? 1000));
    expect(hasRoom && isFirst && holding.length < least, `${id} could run`).toBe(false);
  }
  for (const id of running) expect(admission.why(id)).toBeNull();
}
