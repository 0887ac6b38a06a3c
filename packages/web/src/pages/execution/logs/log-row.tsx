import { type MouseEvent, memo } from "react";
import { Duration } from "../../../common/duration.tsx";
import { StatusIcon } from "../../../common/status-icon.tsx";
import { Visible } from "../../../common/visible.tsx";
import styles from "./build-logs.module.css";
import type { LogMark } from "./log-groups.ts";
import type { LogRow } from "./log-rows.ts";
import type { ShownLine } from "./log-source.ts";
import { LogText } from "./log-text.tsx";
import { LogTime } from "./log-time.tsx";
import type { TimeStyle } from "./log-times.ts";

export interface LogRowProps {
  readonly row: LogRow;
  readonly line: ShownLine | undefined;
  readonly mark: LogMark | undefined;
  readonly isChosen: boolean;
  readonly isCurrent: boolean;
  readonly isFailing: boolean;
  readonly pattern: RegExp | undefined;
  readonly times: TimeStyle;
  /** Epoch milliseconds: from when relative times count. */
  readonly since: number;
  readonly onFold: (key: string) => void;
  readonly onChoose: (line: number, extend: boolean) => void;
}

/** One row of the log. */
export const LogRowView = memo(function LogRowView(props: LogRowProps) {
  const { row, onFold } = props;
  if (row.kind === "step") {
    const { step, open } = row;
    return (
      <button type="button" className={styles.step} aria-expanded={open} onClick={() => onFold(row.key)}>
        <span className={styles.turn} aria-hidden="true">
          {open ? "▾" : "▸"}
        </span>
        <StatusIcon status={step.outcome ?? "running"} size={14} />
        <span className={styles.title}>
          <Visible>{step.name}</Visible>
        </span>
        {step.phase === "steps" ? null : <span className={styles.phase}>{phases[step.phase]}</span>}
        {step.exitCode === undefined || step.exitCode === null || step.exitCode === 0 ? null : (
          <span className={styles.exit}>exit code {step.exitCode}</span>
        )}
        <span className={styles.took}>
          <Duration ms={step.durationMs} since={step.startedAt} />
        </span>
      </button>
    );
  }
  if (row.kind === "group") {
    return (
      <div className={styles.line}>
        <LineNumber line={row.line} onChoose={props.onChoose} />
        <LogTime at={props.line?.at} times={props.times} since={props.since} />
        <button type="button" className={styles.group} aria-expanded={row.open} onClick={() => onFold(row.key)}>
          <span className={styles.turn} aria-hidden="true">
            {row.open ? "▾" : "▸"}
          </span>
          <Visible>{row.title}</Visible>
          <span className={styles.size}>
            {row.lines} {row.lines === 1 ? "line" : "lines"}
          </span>
        </button>
      </div>
    );
  }
  return <Line {...props} row={row} />;
});

const phases = { steps: "", afterSteps: "afterwards", rollback: "rollback" } as const;

function Line(props: LogRowProps & { readonly row: Extract<LogRow, { kind: "line" }> }) {
  const { row, line, mark, isChosen, isCurrent, isFailing, pattern, times, since, onChoose } = props;
  const classes = [
    styles.line,
    isChosen ? styles.chosen : "",
    isCurrent ? styles.current : "",
    isFailing || mark?.kind === "error" ? styles.error : "",
    mark?.kind === "warning" ? styles.warning : "",
  ];
  const shown = line === undefined || mark === undefined ? line : { ...line, text: withoutCommand(line.text) };
  return (
    <div className={classes.join(" ")} data-line={row.line}>
      <LineNumber line={row.line} onChoose={onChoose} />
      <LogTime at={line?.at} times={times} since={since} />
      <span className={styles.text} data-depth={row.depth === 0 ? undefined : row.depth}>
        {mark === undefined ? null : <span className={styles.mark}>{markWords[mark.kind]}</span>}
        {shown === undefined ? <span className={styles.coming} /> : <LogText line={shown} pattern={pattern} />}
      </span>
    </div>
  );
}

const markWords = { group: "", endgroup: "", error: "Error", warning: "Warning", notice: "Notice" } as const;

/** `::error file=a.ts::message` is its message. */
function withoutCommand(text: string): string {
  return text.replace(/^[ \t]*::(?:error|warning|notice)(?: [^\n]*?)?::/i, "");
}

function LineNumber({
  line,
  onChoose,
}: {
  readonly line: number;
  readonly onChoose: (line: number, extend: boolean) => void;
}) {
  return (
    <a
      className={styles.number}
      href={`#L${line}`}
      tabIndex={-1}
      onClick={(event: MouseEvent) => {
        if (event.metaKey || event.ctrlKey) return;
        event.preventDefault();
        onChoose(line, event.shiftKey);
      }}
    >
      {line}
    </a>
  );
}
