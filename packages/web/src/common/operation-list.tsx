import type { InputOf } from "@headrace/app/client";
import { Button } from "antd";
import type { ReactNode } from "react";
import { type ItemOf, type ListName, usePages } from "../client/use-pages.ts";
import { type Column, ListTable } from "./list-table.tsx";
import styles from "./operation-list.module.css";
import { ProblemNotice } from "./problem-notice.tsx";
import { SkeletonRows } from "./skeleton.tsx";

export interface OperationListProps<Name extends ListName> {
  readonly label: string;
  readonly operation: Name;
  readonly input: InputOf<Name>;
  readonly columns: readonly Column<ItemOf<Name>>[];
  readonly rowKey: (row: ItemOf<Name>) => string;
  /** Shown where there is nothing. */
  readonly empty: ReactNode;
  /** Ask again after so many milliseconds. */
  readonly every?: number;
  /** Milliseconds in which what came is shown again without asking. */
  readonly freshFor?: number;
  /** Of what came, only these; for what the server cannot choose by. */
  readonly only?: (row: ItemOf<Name>) => boolean;
}

/** A list of the server's as a table: its skeleton, its problem, its emptiness, its rows and what comes after them. */
export function OperationList<Name extends ListName>(props: OperationListProps<Name>) {
  const { label, operation, input, columns, rowKey, empty, every, freshFor, only } = props;
  const pages = usePages(operation, input, {
    ...(every === undefined ? {} : { every }),
    ...(freshFor === undefined ? {} : { freshFor }),
  });
  const { items, problem } = pages;
  if (items === undefined) {
    return problem === null ? <SkeletonRows /> : <ProblemNotice problem={problem} again={pages.again} />;
  }
  const rows = only === undefined ? items : items.filter(only);
  if (rows.length === 0 && !pages.hasMore) return empty;
  return (
    <>
      {problem === null ? null : <ProblemNotice problem={problem} again={pages.again} />}
      <ListTable label={label} columns={columns} rows={rows} rowKey={rowKey} />
      {pages.hasMore ? (
        <div className={styles.more}>
          <Button loading={pages.isLoadingMore} onClick={pages.loadMore}>
            Show more
          </Button>
        </div>
      ) : null}
    </>
  );
}
