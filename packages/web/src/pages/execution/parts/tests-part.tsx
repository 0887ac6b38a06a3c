import { useState } from "react";
import { useOperation } from "../../../client/use-operation.ts";
import { type ItemOf, usePages } from "../../../client/use-pages.ts";
import { EmptyState } from "../../../common/empty-state.tsx";
import { FilterBar, SearchFilter } from "../../../common/filter-bar.tsx";
import { formatDuration } from "../../../common/format-duration.ts";
import { ProblemNotice } from "../../../common/problem-notice.tsx";
import { SkeletonRows } from "../../../common/skeleton.tsx";
import { StatusIcon } from "../../../common/status-icon.tsx";
import { useFilters } from "../../../common/use-filters.ts";
import { Visible } from "../../../common/visible.tsx";
import type { WatchedExecution } from "../use-execution.ts";
import styles from "./parts.module.css";
import { TestCase } from "./test-case.tsx";

export type ListedTest = ItemOf<"tests.list">;

const kinds = [
  { outcome: "failed", title: "Failed", status: "failed", open: true },
  { outcome: "flaky", title: "Flaky: failed, then passed", status: "retrying", open: true },
  { outcome: "skipped", title: "Skipped", status: "skipped", open: false },
  { outcome: "passed", title: "Passed", status: "success", open: false },
] as const;

type Kind = (typeof kinds)[number];

/** The test cases of an execution: those that failed first, each kind by its suites. */
export function TestsPart({ watched: { detail, ended } }: { readonly watched: WatchedExecution }) {
  const [{ search }, change] = useFilters(["search"]);
  const { data, error, refetch } = useOperation(
    "tests.list",
    { execution: detail.id, limit: 1 },
    ended ? {} : { every: 5_000 },
  );
  if (data === undefined) {
    return error === null ? <SkeletonRows /> : <ProblemNotice problem={error} again={() => void refetch()} />;
  }
  const { totals } = data;
  if (totals.total === 0) {
    return (
      <EmptyState title="No test report">
        A stage that names its reports under <code>reports: junit</code> has its test cases listed here.
      </EmptyState>
    );
  }
  return (
    <>
      <p className={styles.totals}>
        {totals.failed === 0
          ? `${totals.passed} of ${totals.total} passed`
          : `${totals.failed} of ${totals.total} failed`}
        {totals.skipped === 0 ? "" : `, ${totals.skipped} skipped`}
        {totals.flaky === 0 ? "" : `, ${totals.flaky} flaky`}, in {formatDuration(totals.durationMs)}
      </p>
      <FilterBar>
        <SearchFilter label="Name, suite or file" value={search} onChange={(next) => change({ search: next })} />
      </FilterBar>
      {kinds
        .filter(({ outcome }) => totals[outcome] > 0)
        .map((kind) => (
          <TestsOfKind
            key={kind.outcome}
            execution={detail.id}
            kind={kind}
            count={totals[kind.outcome]}
            search={search}
          />
        ))}
    </>
  );
}

function TestsOfKind({
  execution,
  kind,
  count,
  search,
}: {
  readonly execution: string;
  readonly kind: Kind;
  readonly count: number;
  readonly search: string;
}) {
  const [open, setOpen] = useState<boolean>(kind.open);
  const shown = open || search !== "";
  const { items, hasMore, loadMore, isLoadingMore, problem } = usePages(
    "tests.list",
    { execution, outcome: kind.outcome, limit: 200, ...(search === "" ? {} : { search }) },
    { enabled: shown },
  );
  const suites = Map.groupBy(items ?? [], ({ instance, suite }) => JSON.stringify([instance, suite]));
  return (
    <section className={styles.kind} aria-label={kind.title}>
      <button type="button" className={styles.fold} aria-expanded={shown} onClick={() => setOpen(!open)}>
        <span aria-hidden="true">{shown ? "▾" : "▸"}</span>
        <StatusIcon status={kind.status} size={14} silent />
        {kind.title}
        <span className={styles.quiet}>{count.toLocaleString()}</span>
      </button>
      {!shown ? null : problem !== null ? (
        <ProblemNotice problem={problem} />
      ) : items === undefined ? (
        <SkeletonRows rows={2} />
      ) : (
        [...suites].map(([key, tests]) => (
          <div key={key} className={styles.suite}>
            <h2>
              <Visible>{tests[0]?.suite === "" ? "No suite" : (tests[0]?.suite ?? "")}</Visible>
              <span className={styles.quiet}>
                <Visible>{tests[0]?.instance ?? ""}</Visible>
              </span>
            </h2>
            <ul>
              {numbered(tests).map(({ key: place, test }) => (
                <TestCase key={place} execution={execution} test={test} />
              ))}
            </ul>
          </div>
        ))
      )}
      {shown && items?.length === 0 ? <p className={styles.quiet}>None is called that.</p> : null}
      {shown && hasMore ? (
        <button type="button" className={styles.more} disabled={isLoadingMore} onClick={loadMore}>
          Show more
        </button>
      ) : null}
    </section>
  );
}

/** Cases of one suite may have the same name. */
function numbered(tests: readonly ListedTest[]): readonly { readonly key: string; readonly test: ListedTest }[] {
  const seen = new Map<string, number>();
  return tests.map((test) => {
    const count = (seen.get(test.name) ?? 0) + 1;
    seen.set(test.name, count);
    return { key: `${test.name} ${count}`, test };
  });
}
