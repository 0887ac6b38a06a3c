import type { EventOf, ExecutionEvent } from "@headrace/execution";
import { Link } from "react-router";
import { EmptyState } from "../../../common/empty-state.tsx";
import { FilterBar, SearchFilter } from "../../../common/filter-bar.tsx";
import { holds } from "../../../common/holds.ts";
import { type Column, ListTable } from "../../../common/list-table.tsx";
import { NothingLikeThat } from "../../../common/nothing-like-that.tsx";
import { StatusIcon } from "../../../common/status-icon.tsx";
import { useFilters } from "../../../common/use-filters.ts";
import { Visible } from "../../../common/visible.tsx";
import { messageLines } from "../message-lines.ts";
import { partPath } from "../part-path.ts";
import styles from "./parts.module.css";

type Annotation = EventOf<"annotation">;

const looks = {
  error: { status: "failed", word: "error" },
  warning: { status: "asking", word: "warning" },
  notice: { status: "queued", word: "notice" },
} as const;

export function annotationsOf(events: readonly ExecutionEvent[]): readonly Annotation[] {
  const rank = { error: 0, warning: 1, notice: 2 } as const;
  return events
    .filter((event) => event.type === "annotation")
    .sort((one, other) => rank[one.level] - rank[other.level] || one.seq - other.seq);
}

/** What the steps said of places in the code. */
export function AnnotationsPart({ annotations }: { readonly annotations: readonly Annotation[] }) {
  const [{ search }, change] = useFilters(["search"]);
  if (annotations.length === 0) {
    return (
      <EmptyState title="No annotations">
        A step makes one by printing <code>::error file=src/a.ts,line=3::what is wrong</code>, or a warning or notice.
      </EmptyState>
    );
  }
  const rows = annotations.filter(({ title = "", message, file = "", instance }) =>
    holds([title, message, file, instance], search),
  );
  return (
    <>
      <FilterBar>
        <SearchFilter label="Words, file or stage" value={search} onChange={(next) => change({ search: next })} />
      </FilterBar>
      {rows.length === 0 ? (
        <NothingLikeThat what="annotation" onClear={() => change({ search: "" })} />
      ) : (
        <ListTable label="Annotations" columns={columns} rows={rows} rowKey={({ seq }) => String(seq)} />
      )}
    </>
  );
}

const columns: readonly Column<Annotation>[] = [
  {
    title: "Kind",
    narrow: true,
    cell: ({ level }) => (
      <span>
        <StatusIcon status={looks[level].status} size={14} silent /> {looks[level].word}
      </span>
    ),
  },
  {
    title: "What",
    cell: ({ title, message }) => (
      <span className={styles.annotation}>
        {messageLines(title === undefined ? message : `${title}: ${message}`).map(({ place, text }) => (
          <span key={place}>
            <Visible>{text}</Visible>
          </span>
        ))}
      </span>
    ),
  },
  {
    title: "Where",
    rank: 2,
    cell: ({ file, line, column }) =>
      file === undefined ? null : (
        <code>
          <Visible>{[file, line, column].filter((part) => part !== undefined).join(":")}</Visible>
        </code>
      ),
  },
  {
    title: "Stage",
    cell: ({ instance, attempt }) => (
      <Link to={partPath({ view: "log", stage: instance, attempt: String(attempt) })}>
        <Visible>{instance}</Visible>
      </Link>
    ),
  },
];
