import type { Cell, GraphLayout } from "@headrace/pipeline/outline";

export type Direction = "left" | "right" | "up" | "down";

/**
 * The stage that an arrow key leads to: along edges to the left and right, through the column up and down. From
 * nowhere it leads to the first stage.
 */
export function neighbour(layout: GraphLayout, from: string | undefined, direction: Direction): string | undefined {
  const here = from === undefined ? undefined : layout.cells.get(from);
  if (here === undefined) return firstOf(layout);
  const isThere = (id: string, { column, row }: Cell): boolean => {
    if (direction === "right") return layout.edges.some((edge) => edge.from === from && edge.to === id);
    if (direction === "left") return layout.edges.some((edge) => edge.to === from && edge.from === id);
    return column === here.column && (direction === "up" ? row < here.row : row > here.row);
  };
  const candidates = Array.from(layout.cells, ([id, cell]) => ({ id, ...cell })).filter(({ id, ...cell }) =>
    isThere(id, cell),
  );
  const distance = ({ column, row }: Cell) => Math.abs(column - here.column) * 1000 + Math.abs(row - here.row);
  return candidates.toSorted((left, right) => distance(left) - distance(right))[0]?.id;
}

function firstOf(layout: GraphLayout): string | undefined {
  const cells = Array.from(layout.cells, ([id, { column, row }]) => ({ id, column, row }));
  return cells.toSorted((left, right) => left.column - right.column || left.row - right.row)[0]?.id;
}
