/** Which rows of a lane are taken, column by column. */
export interface Rows {
  readonly isFree: (column: number, row: number) => boolean;
  readonly take: (column: number, row: number) => void;
  /** The free row nearest to the wish; of two the lower one, so that what is added grows downwards. */
  readonly nearestFree: (column: number, wish: number) => number;
  /** Rows up to the lowest that is taken. */
  readonly count: () => number;
}

export function createRows(): Rows {
  const taken = new Map<number, Set<number>>();
  let lowest = -1;
  const isFree = (column: number, row: number) => row >= 0 && taken.get(column)?.has(row) !== true;
  return {
    isFree,
    take: (column, row) => {
      const rows = taken.get(column) ?? new Set();
      rows.add(row);
      taken.set(column, rows);
      lowest = Math.max(lowest, row);
    },
    nearestFree: (column, wish) => {
      for (let distance = 0; ; distance += 1) {
        if (isFree(column, wish + distance)) return wish + distance;
        if (isFree(column, wish - distance)) return wish - distance;
      }
    },
    count: () => lowest + 1,
  };
}
