/** A cell of the grid that a graph is laid out on: columns run with the order of work, rows downwards. */
export interface Cell {
  readonly column: number;
  readonly row: number;
}

export interface LayoutEdge {
  /** The stage that is needed. */
  readonly from: string;
  readonly to: string;
  /** Whether other needs of `to` already wait for `from`; such an edge has no way of its own. */
  readonly implied: boolean;
  /** The empty cells that it passes through, from left to right. */
  readonly via: readonly Cell[];
}

/** A swim lane: the rows of one group, both ends included. */
export interface Lane {
  /** Undefined for the stages of no group. */
  readonly group: string | undefined;
  readonly first: number;
  readonly last: number;
}

/** Where everything stands, in cells: whoever draws it knows how large a cell is. */
export interface GraphLayout {
  readonly cells: ReadonlyMap<string, Cell>;
  readonly edges: readonly LayoutEdge[];
  /** More than one only where stages have groups. */
  readonly lanes: readonly Lane[];
  readonly columns: number;
  readonly rows: number;
}
