import { z } from "zod";
import { Problem } from "../problems/problem.ts";

/** What every list takes. */
export const pageInput = {
  limit: z.number().int().min(1).max(200).default(50).describe("How many to give at most"),
  cursor: z.string().max(500).optional().describe("Of an earlier page; opaque"),
};

/** What lists take where one looks for something in them. */
export function searchInput(of: string) {
  return { search: z.string().max(200).optional().describe(`Part of ${of}, in whatever case`) };
}

/** What every list gives beside its items. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({
    items: z.array(item),
    nextCursor: z.string().optional().describe("Gives the next page; absent on the last one"),
  });
}

/** The place of a row in a list that is ordered by time, newest first, then id. */
export interface Position {
  readonly at: number;
  readonly id: string;
}

export function cursorOf({ at, id }: Position): string {
  return Buffer.from(JSON.stringify([at, id])).toString("base64url");
}

/** Throws `invalid-input` for what no list gave. */
export function positionOf(cursor: string): Position {
  const parts = parsed(Buffer.from(cursor, "base64url").toString("utf8"));
  if (Array.isArray(parts)) {
    const [at, id]: readonly unknown[] = parts;
    // What else a number or a text may hold, PostgreSQL would refuse.
    if (isInteger(at) && typeof id === "string" && !id.includes("\0")) return { at, id };
  }
  throw new Problem("invalid-input", "the cursor is not one that a list gave", {
    mend: "leave it out to start from the beginning",
    faults: [{ path: "cursor", message: "not a cursor" }],
  });
}

function isInteger(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

/** One row more than asked for tells whether there is a next page. */
export function pageFrom<Row, Item>(
  rows: readonly Row[],
  limit: number,
  { item, position }: { readonly item: (row: Row) => Item; readonly position: (row: Row) => Position },
): { items: Item[]; nextCursor?: string } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map(item),
    ...(rows.length > limit && last !== undefined ? { nextCursor: cursorOf(position(last)) } : {}),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
