import type { CommandContext } from "../context.ts";
import { formatTable } from "./table.ts";
import { visible } from "./visible.ts";

export interface PrintedList<Item> {
  readonly items: readonly Item[];
  /** As JSON, whole. */
  readonly json: boolean | undefined;
  /** What is said where there is nothing. */
  readonly empty: string;
  /** By their titles. */
  readonly columns: Readonly<Record<string, (item: Item) => string>>;
}

/** A list as people read it, or as programs do. */
export function printList<Item>(context: CommandContext, { items, json, empty, columns }: PrintedList<Item>): void {
  if (json === true) {
    context.stdout.write(`${JSON.stringify(items, null, 2)}\n`);
    return;
  }
  if (items.length === 0) {
    context.stdout.write(visible(`${empty}\n`));
    return;
  }
  const titles = Object.keys(columns).map((title) => ({ title }));
  const rows = items.map((item) => Object.values(columns).map((cell) => visible(cell(item))));
  context.stdout.write(formatTable(titles, rows));
}
