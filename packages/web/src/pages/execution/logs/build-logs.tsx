import type { ExecutionEvent } from "@headrace/execution";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useLocation, useNavigate } from "react-router";
import { EmptyState } from "../../../common/empty-state.tsx";
import { ProblemNotice } from "../../../common/problem-notice.tsx";
import { SkeletonRows } from "../../../common/skeleton.tsx";
import { turned } from "../../../common/turned.ts";
import { useStored } from "../../../common/use-stored.ts";
import { visibleText } from "../../../common/visible-text.ts";
import { stepRunsOf } from "../step-runs.ts";
import styles from "./build-logs.module.css";
import { type LineRange, readLineRange, writeLineRange } from "./line-range.ts";
import { groupsOf } from "./log-groups.ts";
import { LogRail } from "./log-rail.tsx";
import { LogRowView } from "./log-row.tsx";
import { createFilteredRows, createLogRows } from "./log-rows.ts";
import type { LogAddress } from "./log-source.ts";
import { timeStyles } from "./log-times.ts";
import { LogToolbar } from "./log-toolbar.tsx";
import { LogView, type LogViewHandle } from "./log-view.tsx";
import { placeOf } from "./sorted.ts";
import { useLogActions } from "./use-log-actions.ts";
import { useLogMarks } from "./use-log-marks.ts";
import { useLogSearch } from "./use-log-search.ts";
import { useLogSource } from "./use-log-source.ts";

export interface BuildLogsProps extends LogAddress {
  /** Of the whole execution. */
  readonly events: readonly ExecutionEvent[];
  /** Lines that say why it failed. */
  readonly failing: readonly number[];
  /** Epoch milliseconds, of the attempt. */
  readonly startedAt: number | undefined;
}

const noFolds: ReadonlySet<string> = new Set();
const noLines: readonly number[] = [];

/** The log of one attempt: live, searchable, at any line of any length. */
export function BuildLogs({ execution, instance, attempt, events, failing, startedAt }: BuildLogsProps) {
  const address = useMemo(() => ({ execution, instance, attempt }), [execution, instance, attempt]);
  const { source, snapshot } = useLogSource(address);
  const { lineCount, ended } = snapshot;
  const marks = useLogMarks(address, ended);
  const search = useLogSearch(address, lineCount);
  const steps = useMemo(() => stepRunsOf(events, { instance, attempt }), [events, instance, attempt]);
  const view = useRef<LogViewHandle>(null);
  const [storedTimes, setTimes] = useStored("log.times", "off");
  const times = timeStyles.find((each) => each === storedTimes) ?? "off";
  const [storedWrap, setWrap] = useStored("log.wrap", "");
  const wrap = storedWrap === "wrap";
  const [range, choose] = useLineRange();

  const groups = useMemo(() => groupsOf(marks, steps, lineCount ?? 0), [marks, steps, lineCount]);
  const [turnedKeys, setTurnedKeys] = useState(noFolds);
  const structure = useMemo(
    () => ({
      lineCount: lineCount ?? 0,
      steps,
      groups,
      silent: new Set(marks.filter(({ kind }) => kind === "endgroup").map(({ line }) => line)),
    }),
    [lineCount, steps, groups, marks],
  );
  // A group is folded until somebody opens it; a step is open until somebody folds it.
  const folded = useMemo(() => {
    return turned(new Set(groups.map(({ line }) => `group ${line}`)), turnedKeys);
  }, [groups, turnedKeys]);
  const filtering = search.terms.filter && search.found !== undefined;
  const { found } = search;
  const foundLines = found?.lines ?? noLines;
  const rows = useMemo(
    () => (filtering && found !== undefined ? createFilteredRows(found.lines) : createLogRows(structure, folded)),
    [filtering, found, structure, folded],
  );
  const turn = useCallback((key: string) => setTurnedKeys((before) => turned(before, [key])), []);

  // Where to go once the rows are what they will be: what is folded away is opened first.
  const [goal, setGoal] = useState<number | undefined>(undefined);
  const goTo = useCallback((line: number) => setGoal(line), []);
  useEffect(() => {
    if (goal === undefined || lineCount === undefined || lineCount === 0) return;
    const closed = rows.foldsAround(goal).filter((key) => folded.has(key));
    if (closed.length > 0) {
      setTurnedKeys((before) => turned(before, closed));
      return;
    }
    view.current?.show(rows.indexOf(goal), "middle");
    setGoal(undefined);
  }, [goal, rows, folded, lineCount]);

  const [following, setFollowing] = useState(false);
  const opened = useRef<LogAddress | undefined>(undefined);
  // The lines of the address to which the log went; whoever chooses lines in the log sees them already.
  const reached = useRef<string | undefined>(undefined);
  const [firstFailing] = failing;
  const firstError = firstFailing ?? marks.find(({ kind }) => kind === "error")?.line;
  useEffect(() => {
    if (lineCount === undefined) return;
    const isOpened = opened.current === address;
    const asked = range === undefined ? undefined : writeLineRange(range);
    if (isOpened && asked === reached.current) return;
    reached.current = asked;
    if (range !== undefined) {
      setFollowing(false);
      goTo(range.first);
    } else if (isOpened) return;
    else if (!ended) setFollowing(true);
    else if (firstError !== undefined) goTo(firstError);
    else return;
    opened.current = address;
  }, [address, lineCount, ended, range, firstError, goTo]);
  useEffect(() => {
    if (following && rows.count > 0) view.current?.show(rows.count - 1, "end");
  }, [following, rows]);

  const errorLines = useMemo(() => linesOfErrors(failing, marks), [failing, marks]);
  const failingSet = useMemo(() => new Set(failing), [failing]);
  const markOf = useMemo(() => new Map(marks.map((mark) => [mark.line, mark])), [marks]);
  const [current, setCurrent] = useState<number | undefined>(undefined);
  const visit = useCallback(
    (line: number) => {
      setFollowing(false);
      setCurrent(line);
      goTo(line);
    },
    [goTo],
  );
  // Another search begins at its first line.
  const searched = found?.search;
  const firstFound = found?.lines[0];
  useEffect(() => {
    if (searched !== undefined && firstFound !== undefined) visit(firstFound);
  }, [searched, firstFound, visit]);

  const look = useCallback(
    (first: number, last: number) => {
      const lines = [rows.at(first), rows.at(last)].map((row) =>
        row === undefined || row.kind === "step" ? 0 : row.line,
      );
      const [from = 0, to = 0] = lines;
      if (filtering) for (let row = first; row <= last; row += 1) lookAt(rows.at(row));
      else source.look(from === 0 ? Math.max(1, to - (last - first)) : from, to === 0 ? from + last - first : to);
      function lookAt(row: ReturnType<typeof rows.at>): void {
        if (row?.kind === "line") source.look(row.line, row.line);
      }
    },
    [rows, source, filtering],
  );
  const move = useCallback(
    (atEnd: boolean) => {
      if (!ended) setFollowing(atEnd);
    },
    [ended],
  );
  const actions = useLogActions({
    lines: errorLines,
    current,
    visit,
    following: following && !ended,
    setFollowing: ended ? undefined : setFollowing,
    wrap,
    setWrap: (next) => setWrap(next ? "wrap" : ""),
    times,
    setTimes,
  });

  const chooseLine = useCallback(
    (line: number, extend: boolean) => {
      setFollowing(false);
      const next = extend && range !== undefined ? rangeAround(range, line) : { first: line, last: line };
      reached.current = writeLineRange(next);
      choose(next);
    },
    [choose, range],
  );
  if (snapshot.problem !== undefined && lineCount === undefined) {
    return <ProblemNotice problem={snapshot.problem} again={source.again} />;
  }
  const name = visibleText(instance);
  return (
    <section className={styles.log} aria-label={`Log of ${name}`}>
      <LogToolbar
        address={address}
        search={search}
        current={current}
        errors={errorLines}
        range={range}
        times={times}
        wrap={wrap}
        following={following}
        ended={ended}
        actions={actions}
        visit={visit}
        onLeave={() => view.current?.focus()}
      />
      {lineCount === undefined ? (
        <SkeletonRows />
      ) : lineCount === 0 && steps.length === 0 ? (
        <EmptyState title={ended ? "It printed nothing" : "Nothing printed yet"}>
          {ended ? undefined : "Lines are shown here as they come."}
        </EmptyState>
      ) : (
        <div className={styles.body}>
          <LogView
            ref={view}
            label={`Lines of ${name}`}
            rowCount={rows.count}
            wrap={wrap}
            onLook={look}
            onMove={move}
            row={(index) => {
              const row = rows.at(index);
              if (row === undefined) return null;
              const line = row.kind === "step" ? undefined : row.line;
              return (
                <LogRowView
                  row={row}
                  line={line === undefined ? undefined : source.line(line)}
                  mark={line === undefined || row.kind === "group" ? undefined : markOf.get(line)}
                  isChosen={line !== undefined && range !== undefined && range.first <= line && line <= range.last}
                  isCurrent={line !== undefined && line === current}
                  isFailing={line !== undefined && failingSet.has(line)}
                  pattern={line !== undefined && placeOf(foundLines, line) !== -1 ? found?.pattern : undefined}
                  times={times}
                  since={startedAt ?? 0}
                  onFold={turn}
                  onChoose={chooseLine}
                />
              );
            }}
          />
          <LogRail
            lineCount={lineCount}
            failing={failing}
            marks={marks}
            found={foundLines}
            steps={steps}
            visit={visit}
          />
        </div>
      )}
      <FollowNote
        ended={ended}
        following={following}
        lost={snapshot.connection === "lost"}
        follow={() => setFollowing(true)}
      />
    </section>
  );
}

/** Says that lines come which are not in view. */
function FollowNote({
  ended,
  following,
  lost,
  follow,
}: {
  readonly ended: boolean;
  readonly following: boolean;
  readonly lost: boolean;
  readonly follow: () => void;
}) {
  return (
    <div className={styles.note} role="status">
      {lost ? (
        <span>The connection is lost. Lines go on where they stopped when it is back.</span>
      ) : ended || following ? null : (
        <button type="button" onClick={follow}>
          Not following: you scrolled up. Go to the newest line
        </button>
      )}
    </div>
  );
}

function useLineRange(): readonly [LineRange | undefined, (range: LineRange) => void] {
  const location = useLocation();
  const navigate = useNavigate();
  const range = useMemo(() => readLineRange(location.hash), [location.hash]);
  const choose = useCallback(
    (next: LineRange) => void navigate({ search: location.search, hash: writeLineRange(next) }, { replace: true }),
    [navigate, location.search],
  );
  return [range, choose];
}

function rangeAround({ first, last }: LineRange, line: number): LineRange {
  return line < first ? { first: line, last } : { first, last: Math.max(first, line) };
}

function linesOfErrors(failing: readonly number[], marks: readonly { readonly kind: string; readonly line: number }[]) {
  const marked = marks.filter(({ kind }) => kind === "error" || kind === "warning").map(({ line }) => line);
  return [...new Set([...failing, ...marked])].sort((one, other) => one - other);
}
