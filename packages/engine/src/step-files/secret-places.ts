import { type Masker, mask } from "../masking/masker.ts";

/** Where secrets stand in what a step wrote: they may reach over the lines into which it is taken apart. */
export interface SecretPlaces {
  /** Whether a secret stands in `start` to `end` (exclusive), but not wholly in `inner`. */
  partIn(part: TextRange, inner?: TextRange): boolean;
  /** A part as it may be shown. */
  shown(part: TextRange): string;
}

/** In UTF-16 units; `end` is exclusive. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

export function findSecretPlaces(text: string, masker: Pick<Masker, "maskText" | "places">): SecretPlaces {
  const places = masker.places(text);

  function partIn(part: TextRange, inner: TextRange = part): boolean {
    for (let index = firstEndingAfter(places, part.start); index < places.length; index += 1) {
      const place = places[index];
      if (place === undefined || place.start >= part.end) return false;
      if (place.start < inner.start || place.end > inner.end) return true;
    }
    return false;
  }

  return {
    partIn,
    shown: (part) => (partIn(part) ? mask : masker.maskText(text.slice(part.start, part.end))),
  };
}

/** By halving: a file may hold as many secrets as lines. */
function firstEndingAfter(places: readonly TextRange[], position: number): number {
  let low = 0;
  let high = places.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((places[middle]?.end ?? 0) > position) high = middle;
    else low = middle + 1;
  }
  return low;
}
