import { ForgeError } from "./forge-error.ts";

export interface Gathered<Item> {
  readonly items: readonly Item[];
  /** Adds a page, of which no more is taken than was asked for. Throws `forge-answer-too-large`. */
  add(page: readonly Item[]): void;
}

export interface GatherOptions {
  /** Items that were asked for with each page. */
  readonly pageLength: number;
  readonly path: string;
  /** Characters that all items may have, written as JSON; 32 Mi unless said. */
  readonly largest?: number;
}

/** What a list is that goes on after so many pages. */
export function endless(path: string, pages: number): ForgeError {
  return new ForgeError("forge-answer-too-large", `${path} goes on after ${pages} pages`, { mend: tooMuch });
}

const tooMuch = "remove what is not needed any more on the forge";

/** Gathers the pages of a list, bounded in memory whatever a host sends. */
export function gather<Item>({ pageLength, path, largest = 32 << 20 }: GatherOptions): Gathered<Item> {
  const items: Item[] = [];
  let size = 0;
  return {
    items,
    add(page) {
      const taken = page.slice(0, pageLength);
      size += JSON.stringify(taken).length;
      if (size > largest) {
        throw new ForgeError("forge-answer-too-large", `${path} gives more than ${largest} characters`, {
          mend: tooMuch,
        });
      }
      items.push(...taken);
    },
  };
}
