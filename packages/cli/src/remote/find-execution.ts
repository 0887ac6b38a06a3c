import type { Client } from "@headrace/app/client";
import { theOne } from "@headrace/store";
import type { ShownExecution } from "../input/records.ts";
import { executionRow } from "./rows.ts";

const wholeId = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const pageSize = 200;
/** Executions that are looked through for a number or the beginning of an id. */
const mostLookedThrough = 5000;

/** What a person types, as in a data directory: `latest`, a number, an id or its beginning. Throws as that does. */
export async function findExecution(client: Client, reference: string): Promise<ShownExecution> {
  if (wholeId.test(reference)) return executionRow(await client.call("executions.get", { execution: reference }));
  if (reference === "latest") {
    const { items } = await client.call("executions.list", { limit: 1 });
    return theOne(reference, items.map(executionRow));
  }
  const [, pipeline, digits] = /^(?:(.*)#)?([1-9]\d{0,14})$/.exec(reference) ?? [];
  const numbered: ShownExecution[] = [];
  const begun: ShownExecution[] = [];
  for (let cursor: string | undefined, seen = 0; seen < mostLookedThrough; seen += pageSize) {
    const page = await client.call("executions.list", {
      limit: pageSize,
      ...(cursor === undefined ? {} : { cursor }),
    });
    for (const row of page.items.map(executionRow)) {
      if (row.number === Number(digits) && (pipeline === undefined || row.pipeline === pipeline)) numbered.push(row);
      if (row.id.startsWith(reference)) begun.push(row);
    }
    cursor = page.nextCursor;
    // Of one pipeline a number is unique; of several the newer ones are told first, and five are enough to ask back.
    if (cursor === undefined || numbered.length >= 5 || begun.length >= 5) break;
  }
  return theOne(reference, numbered.length > 0 ? numbered : reference === "" ? [] : begun);
}
