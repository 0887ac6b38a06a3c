import { z } from "zod";
import { limits, readLimits } from "../limits/limits.ts";
import { defineOperation } from "../operations/operation.ts";
import { id, time, timeOf } from "../values/fields.ts";
import { planRetention } from "./plan.ts";

function partOf<Item extends z.ZodType>(item: Item) {
  return z.object({ count: z.number(), bytes: z.number(), items: z.array(item).describe("The first 100 of them") });
}

const none = { count: 0, bytes: 0, items: [] };

const planOperation = defineOperation({
  name: "retention.plan",
  summary: "See what retention would remove now, without removing anything",
  description:
    "With the limits as they are, or as they would be with the ones that are given. The blobs are those that nothing would " +
    "refer to any more; bytes of logs are not counted.",
  input: z.strictObject(
    limits
      .pick({ logDays: true, artifactDays: true, artifactBytes: true, executionsKept: true, cacheBytes: true })
      .partial().shape,
  ),
  output: z.object({
    executions: partOf(z.object({ id, finishedAt: time })),
    logs: partOf(z.object({ execution: id })),
    artifacts: partOf(z.object({ execution: id, name: z.string(), size: z.number() })),
    caches: partOf(z.object({ key: z.string(), size: z.number() })),
    blobs: partOf(z.object({ digest: z.string(), size: z.number() })),
  }),
  access: { kind: "organization", permission: "organization.write" },
  effect: "read",
  http: { method: "GET", path: "/organization/retention/plan" },
  example: {
    input: { logDays: 30 },
    output: {
      executions: none,
      logs: { count: 1, bytes: 0, items: [{ execution: "01a1fc42-b97f-7bef-9713-0b6621de95a7" }] },
      artifacts: none,
      caches: none,
      blobs: none,
    },
  },
  handle: async ({ app, scope: { organizationId } }, input) => {
    const { logDays, artifactDays, artifactBytes, executionsKept, cacheBytes } = input;
    const plan = await planRetention(app, {
      organizationId,
      limits: {
        ...(await readLimits(app.tables, organizationId)),
        ...(logDays === undefined ? {} : { logDays }),
        ...(artifactDays === undefined ? {} : { artifactDays }),
        ...(artifactBytes === undefined ? {} : { artifactBytes }),
        ...(executionsKept === undefined ? {} : { executionsKept }),
        ...(cacheBytes === undefined ? {} : { cacheBytes }),
      },
      now: app.clock.now(),
      most: 100,
    });
    const plain = <Item>({
      count,
      bytes,
      items,
    }: {
      readonly count: number;
      readonly bytes: number;
      readonly items: readonly Item[];
    }) => ({
      count,
      bytes,
      items: [...items],
    });
    return {
      executions: plain({
        ...plan.executions,
        items: plan.executions.items.map((each) => ({ id: each.id, finishedAt: timeOf(each.finishedAt) })),
      }),
      logs: plain(plan.logs),
      artifacts: plain(plan.artifacts),
      caches: plain(plan.caches),
      blobs: plain(plan.blobs),
    };
  },
});

export const retentionOperations = [planOperation] as const;
