import type { StageUse } from "@headrace/execution";
import { useState } from "react";
import { Link } from "react-router";
import { Duration } from "../../common/duration.tsx";
import { EmptyState } from "../../common/empty-state.tsx";
import { formatBytes } from "../../common/format-bytes.ts";
import { type Column, ListTable } from "../../common/list-table.tsx";
import { StatusMark } from "../../common/status-icon.tsx";
import { statusOf } from "../../common/statuses.ts";
import { turned } from "../../common/turned.ts";
import { Visible } from "../../common/visible.tsx";
import styles from "./stage-list.module.css";
import { countsOf, type InstanceRow, type StageRow } from "./stage-rows.ts";
import type { UsualDurations } from "./usual-durations.ts";

type ListRow =
  | { readonly kind: "stage"; readonly stage: StageRow; readonly open: boolean }
  | { readonly kind: "instance"; readonly stage: StageRow; readonly row: InstanceRow; readonly within: boolean };

/** Columns of what only some executors measure. */
const measures: readonly string[] = ["Processor", "Memory"];

/** Instances of a matrix that are shown at once; more are folded. */
const fewInstances = 1;

export interface StageListProps {
  readonly stages: readonly StageRow[];
  readonly usual: UsualDurations;
  /** Those of a matrix are unfolded from the beginning. */
  readonly open?: boolean;
}

/** The stages of an execution as a list; those of a matrix are folded into one row with their counts. */
export function StageList({ stages, usual, open: isOpen = false }: StageListProps) {
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const turn = (stage: string): void => setOpened((before) => turned(before, [stage]));
  if (stages.length === 0) return <EmptyState title="No stage ran" />;
  const rows = stages.flatMap((stage): readonly ListRow[] => {
    const single = stage.instances.length <= fewInstances ? stage.instances[0] : undefined;
    if (single !== undefined) return [{ kind: "instance", stage, row: single, within: false }];
    const open = opened.has(stage.id) !== isOpen;
    const instances = open ? stage.instances : [];
    return [
      { kind: "stage", stage, open },
      ...instances.map((row): ListRow => ({ kind: "instance", stage, row, within: true })),
    ];
  });
  const isMeasured = stages.some(({ instances }) => instances.some(({ state }) => state.used !== undefined));
  const columns = columnsOf(turn, usual).filter(({ title }) => isMeasured || !measures.includes(title));
  return <ListTable label="Stages" columns={columns} rows={rows} rowKey={keyOf} />;
}

function keyOf(each: ListRow): string {
  return each.kind === "stage" ? `stage ${each.stage.id}` : `instance ${each.row.instance}`;
}

function columnsOf(turn: (stage: string) => void, usual: UsualDurations): readonly Column<ListRow>[] {
  return [
    {
      title: "Status",
      narrow: true,
      cell: (each) => <StatusMark status={each.kind === "stage" ? each.stage.status : each.row.status} />,
    },
    {
      title: "Stage",
      cell: (each) => {
        if (each.kind === "instance") return <InstanceName {...each} />;
        const { stage, open } = each;
        return (
          <button type="button" className={styles.fold} aria-expanded={open} onClick={() => turn(stage.id)}>
            <span aria-hidden="true">{open ? "▾" : "▸"}</span>
            <Visible>{stage.name}</Visible>
            <span className={styles.count}>×{stage.instances.length}</span>
          </button>
        );
      },
    },
    {
      title: "Note",
      rank: 2,
      cell: (each) =>
        each.kind === "stage" ? (
          countsOf(each.stage.instances)
            .map(([status, count]) => `${count} ${statusOf(status).word}`)
            .join(", ")
        ) : each.row.note === undefined ? (
          each.row.allowed ? (
            "allowed to fail"
          ) : null
        ) : (
          <Visible>{each.row.note}</Visible>
        ),
    },
    {
      title: "Attempts",
      rank: 3,
      narrow: true,
      figures: true,
      cell: (each) => (each.kind === "instance" && each.row.attempt > 1 ? each.row.attempt : null),
    },
    {
      title: "Usually",
      rank: 3,
      narrow: true,
      figures: true,
      cell: (each) => <Duration ms={each.kind === "instance" ? usual.get(each.row.instance) : undefined} />,
    },
    {
      title: "Processor",
      rank: 3,
      narrow: true,
      figures: true,
      cell: (each) => {
        const times = usesOf(each).flatMap(({ cpuMs }) => cpuMs ?? []);
        return <Duration ms={times.length === 0 ? undefined : times.reduce((sum, time) => sum + time)} />;
      },
    },
    {
      title: "Memory",
      rank: 3,
      narrow: true,
      figures: true,
      cell: (each) => {
        const peaks = usesOf(each).flatMap(({ peakMemory }) => peakMemory ?? []);
        return peaks.length === 0 ? null : formatBytes(Math.max(...peaks));
      },
    },
    {
      title: "Duration",
      narrow: true,
      figures: true,
      cell: (each) => {
        const { durationMs, startedAt, status } = each.kind === "stage" ? each.stage : each.row;
        return <Duration ms={durationMs} since={status === "running" ? startedAt : undefined} />;
      },
    },
  ];
}

/** What was taken of the machine by one instance, or by all of a stage, as far as it was measured. */
function usesOf(each: ListRow): readonly StageUse[] {
  const rows = each.kind === "stage" ? each.stage.instances : [each.row];
  return rows.flatMap(({ state }) => state.used ?? []);
}

function InstanceName({
  stage,
  row,
  within,
}: {
  readonly stage: StageRow;
  readonly row: InstanceRow;
  readonly within: boolean;
}) {
  const name = within || stage.isMatrix ? row.instance : stage.name;
  return (
    <span className={within ? styles.within : undefined}>
      {row.attempt === 0 ? (
        <Visible>{name}</Visible>
      ) : (
        <Link to={`?${new URLSearchParams({ view: "log", stage: row.instance })}`}>
          <Visible>{name}</Visible>
        </Link>
      )}
    </span>
  );
}
