import type { z } from "zod";
import { endless, type ForgeHttp, type ForgeRequest, gather } from "../http/index.ts";
import { pageSchema } from "./schema.ts";

export const pageLength = 100;
const mostPages = 50;

/** All of a list, by the links from page to page. Throws `forge-answer-too-large` when it has no end. */
export async function readAll<Item extends z.ZodType>(
  http: ForgeHttp,
  request: ForgeRequest,
  item: Item,
): Promise<readonly z.output<Item>[]> {
  const { items, isWhole } = await readFirst(http, request, { item, pages: mostPages });
  if (isWhole) return items;
  throw endless(request.path, mostPages);
}

/** The first pages of a list, and whether they are all of it. */
export async function readFirst<Item extends z.ZodType>(
  http: ForgeHttp,
  request: ForgeRequest,
  { item, pages }: { readonly item: Item; readonly pages: number },
): Promise<{ readonly items: readonly z.output<Item>[]; readonly isWhole: boolean }> {
  const schema = pageSchema(item);
  const list = gather<z.output<Item>>({ pageLength, path: request.path });
  let next: ForgeRequest = { ...request, query: { pagelen: pageLength, ...request.query } };
  for (let read = 0; read < pages; read++) {
    const page = await http.json(next, schema);
    list.add(page.values);
    if (page.next == null || page.values.length === 0) return { items: list.items, isWhole: true };
    const { query: _, ...rest } = next;
    next = { ...rest, path: page.next };
  }
  return { items: list.items, isWhole: false };
}
