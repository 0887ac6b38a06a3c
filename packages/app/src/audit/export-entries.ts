import type { Entry } from "./entry.ts";

type Pages = AsyncIterable<readonly Entry[]>;

export async function* jsonLinesOf(pages: Pages): AsyncGenerator<string> {
  for await (const entries of pages) yield entries.map((entry) => `${JSON.stringify(entry)}\n`).join("");
}

const columns: readonly (readonly [title: string, value: (entry: Entry) => string])[] = [
  ["at", ({ at }) => at],
  ["actor_kind", ({ actor }) => actor.kind],
  ["actor_name", ({ actor }) => actor.name],
  ["actor_id", ({ actor }) => actor.id],
  ["operation", ({ operation }) => operation],
  ["target", ({ target = "" }) => target],
  ["target_id", ({ targetId = "" }) => targetId],
  ["target_name", ({ targetName = "" }) => targetName],
  ["outcome", ({ outcome }) => outcome],
  ["detail", ({ detail }) => (Object.keys(detail).length === 0 ? "" : JSON.stringify(detail))],
  ["id", ({ id }) => id],
];

/** As RFC 4180 says, with a line of titles. */
export async function* csvOf(pages: Pages): AsyncGenerator<string> {
  yield row(columns.map(([title]) => title));
  for await (const entries of pages) {
    yield entries.map((entry) => row(columns.map(([, value]) => value(entry)))).join("");
  }
}

function row(fields: readonly string[]): string {
  return `${fields.map(field).join(",")}\r\n`;
}

/** A spreadsheet takes what begins like a formula for one: an apostrophe before it keeps it a text. */
function field(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
