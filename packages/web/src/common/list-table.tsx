import type { ReactNode } from "react";
import styles from "./list-table.module.css";
import { Visible } from "./visible.tsx";

export interface Column<Row> {
  readonly title: string;
  /** A text is taken for one of strangers. */
  readonly cell: (row: Row) => ReactNode;
  /** 1 is always shown, 2 from 700 pixels on, 3 from 1050; 1 unless said. */
  readonly rank?: 1 | 2 | 3;
  /** Figures stand at the right. */
  readonly figures?: boolean;
  /** As narrow as what it holds. */
  readonly narrow?: boolean;
  /** Where lists of one kind stand below each other: gives the column the same width in all. */
  readonly className?: string | undefined;
  /** The title is for those who hear the table; nothing stands above the column. */
  readonly untitled?: boolean;
}

export interface ListTableProps<Row> {
  /** Said of the table to those who hear it. */
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
}

/**
 * A list of rows of one height. In each row, the first link is where the row leads: `j` and `k` go through them, and Enter
 * follows them.
 */
export function ListTable<Row>({ label, columns, rows, rowKey }: ListTableProps<Row>) {
  return (
    <div className={styles.frame}>
      <table className={styles.table} aria-label={label} data-list>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.title} scope="col" className={classOf(column)}>
                <span className={column.untitled === true ? styles.unseen : undefined}>{column.title}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)}>
              {columns.map((column) => (
                <td key={column.title} className={classOf(column)}>
                  {visible(column.cell(row))}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function visible(cell: ReactNode): ReactNode {
  return typeof cell === "string" ? <Visible>{cell}</Visible> : cell;
}

function classOf<Row>({ rank = 1, figures = false, narrow = false, className }: Column<Row>): string {
  const ranked = { 1: undefined, 2: styles.second, 3: styles.third }[rank];
  return [ranked, figures ? styles.figures : undefined, narrow ? styles.narrow : undefined, className]
    .filter(Boolean)
    .join(" ");
}
