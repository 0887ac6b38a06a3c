import type { CarriedStage, ExecutionPlan } from "@headrace/execution";
import fc from "fast-check";
import { plan, type StageSketch } from "./pipelines.ts";

/** Conditions whose value follows from the ancestors, the cancel and the matrix alone. */
export const conditions = [
  undefined,
  "always()",
  "failure()",
  "cancelled()",
  "!cancelled()",
  "success() || failure()",
  "git.branch == 'release'",
  "git.branch == 'main'",
] as const;

const furtherConditions = [
  "matrix.value != 1",
  "always() && matrix.value != 1",
  "hashFiles('**') == 'abc'",
  "fromJSON(git.branch)",
  "always() && fromJSON('[') == 1",
  "join(needs.*.result, '') != ''",
] as const;

interface Sketch {
  readonly needs: readonly number[];
  readonly when: string | undefined;
  readonly matrix: {
    readonly count: number;
    readonly late: boolean;
    readonly maxParallel?: number;
    readonly failFast: boolean;
  } | null;
  readonly allowFailure: StageSketch["allowFailure"];
  readonly attempts: number;
  readonly backoff: number;
  readonly environment: boolean;
  readonly approval: { readonly minimum: number; readonly timeout?: number } | null;
  readonly priority: number;
  readonly carried: boolean;
}

/** Most stages are plain, as in life; each oddity comes often enough to meet every other. */
const sketch: fc.Arbitrary<Sketch> = fc.record({
  needs: fc.array(fc.nat(39), { maxLength: 4 }),
  when: fc.oneof(
    { weight: 3, arbitrary: fc.constant(undefined) },
    { weight: 5, arbitrary: fc.constantFrom(...conditions) },
    { weight: 2, arbitrary: fc.constantFrom(...furtherConditions) },
  ),
  matrix: fc.option(
    fc.record({
      count: fc.integer({ min: 0, max: 4 }),
      late: fc.boolean(),
      maxParallel: fc.constantFrom(1, 2, 9),
      failFast: fc.boolean(),
    }),
    { freq: 2 },
  ),
  allowFailure: fc.constantFrom(false, false, true, { exitCodes: [2] }),
  attempts: fc.integer({ min: 1, max: 3 }),
  backoff: fc.constantFrom(0, 0, 1_000),
  environment: fc.boolean(),
  approval: fc.constantFrom(null, null, null, { minimum: 1 }, { minimum: 2 }, { minimum: 1, timeout: 500 }),
  priority: fc.constantFrom(0, 0, 0, 5, -5),
  carried: fc.constantFrom(false, false, false, false, true),
});

/** Plans of up to 40 stages. Late matrices read the outputs of what they need, where they need anything. */
export const plans: fc.Arbitrary<ExecutionPlan> = fc
  .record({
    sketches: fc.array(sketch, { minLength: 1, maxLength: 40, size: "max" }),
    concurrency: fc.integer({ min: 1, max: 5 }),
    failFast: fc.constantFrom(false, false, true),
  })
  .map(({ sketches, concurrency, failFast }) => {
    const stages: Record<string, StageSketch> = {};
    const carried: Record<string, CarriedStage> = {};
    for (const [index, { needs, when, matrix, allowFailure, attempts, backoff, ...rest }] of sketches.entries()) {
      const id = `s${index}`;
      const needed = index === 0 ? [] : [...new Set(needs.map((need) => `s${need % index}`))];
      stages[id] = {
        needs: needed,
        allowFailure,
        retry: { attempts, on: ["failed", "infrastructure"], backoff },
        ...(when === undefined ? {} : { when }),
        ...(rest.environment ? { environment: { name: "production" } } : {}),
        ...(rest.priority === 0 ? {} : { priority: rest.priority }),
        ...(rest.approval === null
          ? {}
          : { approval: { approvers: ["ada"], preventSelfApproval: false, ...rest.approval } }),
        ...(matrix === null ? {} : { matrix: matrixOf(matrix, needed[0]) }),
      };
      if (rest.carried) {
        const [first, ...others] = matrix === null || matrix.late ? [id] : instancesOf(id, matrix.count);
        carried[id] = {
          executionId: "earlier",
          instances: [{ instance: first ?? id, outputs: { list: "[1]" } }],
          ...(others.length === 0
            ? {}
            : { all: instancesOf(id, matrix?.count ?? 0).map((instance) => ({ instance })) }),
        };
      }
    }
    return plan(stages, { concurrency, failFast, carried });
  });

function instancesOf(id: string, count: number): readonly string[] {
  return Array.from({ length: Math.max(1, count) }, (_, index) => `${id} (${index})`);
}

function matrixOf({ count, late, ...rest }: NonNullable<Sketch["matrix"]>, need: string | undefined) {
  const values = Array.from({ length: Math.max(1, count) }, (_, index) => index);
  if (!late || need === undefined) return { axes: { value: values }, ...rest };
  return { axes: { value: `\${{ fromJSON(needs.${need}.outputs.list) }}` }, ...rest };
}

/** A stream of numbers below a bound, from a seed: what happens next in a simulated world (mulberry32). */
export function dice(seed: number): (sides: number) => number {
  let state = seed | 0;
  return (sides) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % sides;
  };
}
