/** A part of a list. `next` goes into the next call, without it the list is at its end; `previous` leads back, where it can. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next?: string;
  readonly previous?: string;
  /** How many there are on all pages, where the forge tells. */
  readonly total?: number;
}

export interface PageRequest {
  /** What the page before gave as `next`. */
  readonly from?: string;
  readonly signal?: AbortSignal;
}
