/** The last place whose number is at most the wanted one, in a list that rises; -1 where there is none. */
export function lastAtMost<Item>(items: readonly Item[], numberOf: (item: Item) => number, wanted: number): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const item = items[middle];
    if (item !== undefined && numberOf(item) <= wanted) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Where a number stands in a list of numbers that rises; -1 where it does not. */
export function placeOf(numbers: readonly number[], wanted: number): number {
  const place = lastAtMost(numbers, (each) => each, wanted);
  return numbers[place] === wanted ? place : -1;
}
