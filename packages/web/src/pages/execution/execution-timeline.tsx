import { useMemo, useState } from "react";
import { Link } from "react-router";
import { useNow } from "../../common/clock.tsx";
import { formatDuration } from "../../common/format-duration.ts";
import { StatusIcon } from "../../common/status-icon.tsx";
import { statusOf } from "../../common/statuses.ts";
import { turned } from "../../common/turned.ts";
import { Visible } from "../../common/visible.tsx";
import { visibleText } from "../../common/visible-text.ts";
import styles from "./execution-timeline.module.css";
import { partPath } from "./part-path.ts";
import { instanceLine } from "./stage-facts-of.ts";
import type { InstanceRow, StageRow } from "./stage-rows.ts";
import type { StagesViewProps } from "./stages-view.ts";
import { timeMarks } from "./timeline-scale.ts";

export interface ExecutionTimelineProps extends StagesViewProps {
  /** Epoch milliseconds. */
  readonly startedAt: number | undefined;
  readonly finishedAt: number | undefined;
  /** Ids of the stages that decided how long it took. */
  readonly critical: ReadonlySet<string>;
}

/** From this share of the axis on, a mark's words stand before it: after it they would not fit. */
const lastFit = 0.85;

/** When each stage waited and ran, under each other; those that decided how long it took are marked. */
export function ExecutionTimeline({ stages, usual, moment, startedAt, finishedAt, critical }: ExecutionTimelineProps) {
  const clock = useNow(1000);
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const now = moment ?? finishedAt ?? clock;
  const begin = startedAt ?? now;
  const length = Math.max(1000, now - begin);
  const marks = useMemo(() => timeMarks(length, 6), [length]);
  const place = (at: number): number => (Math.min(Math.max(at - begin, 0), length) / length) * 100;
  return (
    <div className={styles.timeline}>
      <div className={styles.axis} aria-hidden="true">
        {marks.map((mark) => (
          <span
            key={mark}
            className={mark / length > lastFit ? styles.late : undefined}
            style={{ left: `${(mark / length) * 100}%` }}
          >
            {mark === 0
              ? "0"
              : formatDuration(mark)
                  .replace(/\.0s$/, "s")
                  .replace(/ 00[smh]$/, "")}
          </span>
        ))}
      </div>
      <ul>
        {stages.map((stage) => {
          const open = opened.has(stage.id);
          const folded = stage.instances.length > 1;
          return (
            <li key={stage.id}>
              <div className={styles.row} data-critical={critical.has(stage.id) || undefined}>
                <span className={styles.name}>
                  <StatusIcon status={stage.status} size={14} />
                  {folded ? (
                    <button type="button" aria-expanded={open} onClick={() => setOpened(turned(opened, [stage.id]))}>
                      <Visible>{stage.name}</Visible> <span className={styles.quiet}>×{stage.instances.length}</span>
                    </button>
                  ) : (
                    <InstanceLink stage={stage} row={stage.instances[0]} />
                  )}
                  {critical.has(stage.id) ? <span className={styles.sign}>critical path</span> : null}
                </span>
                <Track rows={stage.instances} place={place} now={now} usual={usual} />
              </div>
              {folded && open
                ? stage.instances.map((row) => (
                    <div key={row.instance} className={styles.row}>
                      <span className={`${styles.name} ${styles.within}`}>
                        <StatusIcon status={row.status} size={14} />
                        <InstanceLink stage={stage} row={row} />
                      </span>
                      <Track rows={[row]} place={place} now={now} usual={usual} />
                    </div>
                  ))
                : null}
            </li>
          );
        })}
      </ul>
    </div>
  );
}

function InstanceLink({ stage, row }: { readonly stage: StageRow; readonly row: InstanceRow | undefined }) {
  const name = stage.isMatrix && row !== undefined ? row.instance : stage.name;
  if (row === undefined || row.attempt === 0) return <Visible>{name}</Visible>;
  return (
    <Link to={partPath({ view: "log", stage: row.instance })}>
      <Visible>{name}</Visible>
    </Link>
  );
}

/** The bars of one row: waiting, then at work. */
function Track({
  rows,
  place,
  now,
  usual,
}: {
  readonly rows: readonly InstanceRow[];
  readonly place: (at: number) => number;
  readonly now: number;
  readonly usual: StagesViewProps["usual"];
}) {
  const [only] = rows;
  const words = rows.length === 1 && only !== undefined ? instanceLine(only, { usual, now }) : "";
  const ends = rows.flatMap(({ startedAt, finishedAt }) => (startedAt === undefined ? [] : (finishedAt ?? now)));
  const end = ends.length === 0 ? 0 : place(Math.max(...ends));
  return (
    <span className={styles.track}>
      {rows.map((row) => {
        const { instance, queuedAt, startedAt, finishedAt, status } = row;
        const from = startedAt ?? finishedAt;
        return (
          <span key={instance}>
            {queuedAt === undefined || (from ?? now) - queuedAt < 50 ? null : (
              <span className={styles.wait} style={span(place(queuedAt), place(from ?? now))} />
            )}
            {startedAt === undefined ? null : (
              <span
                className={styles.bar}
                data-colour={statusOf(status).colour}
                style={span(place(startedAt), place(finishedAt ?? now))}
                title={`${visibleText(instance)}: ${instanceLine(row, { usual, now })}`}
              />
            )}
          </span>
        );
      })}
      <span
        className={styles.words}
        style={end > 70 ? { right: `${101 - placeOfFirst(rows, place)}%` } : { left: `${end + 1}%` }}
      >
        {words}
      </span>
    </span>
  );
}

function placeOfFirst(rows: readonly InstanceRow[], place: (at: number) => number): number {
  const starts = rows.flatMap(({ queuedAt, startedAt }) => queuedAt ?? startedAt ?? []);
  return starts.length === 0 ? 0 : place(Math.min(...starts));
}

function span(from: number, to: number): { readonly left: string; readonly width: string } {
  return { left: `${from}%`, width: `max(3px, ${Math.max(0, to - from)}%)` };
}
