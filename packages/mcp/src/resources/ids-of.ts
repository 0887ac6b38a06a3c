import { z } from "zod";
import type { Ask } from "../ask.ts";

/** Ids that are offered while one is typed. */
const mostOffered = 20;

const lists = { execution: "executions.list", pipeline: "pipelines.list", repository: "repositories.list" };

/** What has ids that can be completed. */
export type Completed = keyof typeof lists;

export function isCompleted(name: string): name is Completed {
  return Object.hasOwn(lists, name);
}

/** The newest that begin so; none where they cannot be had, for an offer is no answer. */
export async function idsOf(ask: Ask, of: Completed, begun: string): Promise<string[]> {
  try {
    const found = await ask(lists[of], { limit: mostOffered }, AbortSignal.timeout(5_000));
    const { items } = list.parse(found);
    return items.map(({ id }) => id).filter((id) => id.startsWith(begun));
  } catch {
    return [];
  }
}

const list = z.object({ items: z.array(z.object({ id: z.string() })) });
