/** A part of a list. `next` goes into the next call; without it the list is at its end. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next?: string;
  /** How many there are on all pages, where the forge tells. */
  readonly total?: number;
}

export interface PageRequest {
  /** What the page before gave as `next`. */
  readonly from?: string;
  readonly signal?: AbortSignal;
}
